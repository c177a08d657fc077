import type { StageAnswer } from "../contract/cluster-operation.ts";
import type { OperationHost } from "./operation-records.ts";
import { isLost } from "./run-ssh.ts";
import { sshFailure } from "./ssh-failure.ts";
import type { HostShell } from "./ssh-logins.ts";

export interface PreflightSettings {
  readonly scriptPath: string;
  readonly gateway: { readonly host: string; readonly port: number };
}

export async function runPreflight({ shell, host }: { shell: HostShell; host: OperationHost }): Promise<StageAnswer> {
  const end = await shell.run("true");
  if (!isLost(end)) return { state: "DONE", message: null, checks: [] };
  const check = sshFailure(host, end);
  return { state: "UNREACHABLE", message: check.observed, checks: [check] };
}
