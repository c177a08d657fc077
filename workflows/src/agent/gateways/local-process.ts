import type { ChildProcess } from "node:child_process";
import { endLauncher } from "../../launcher/end-launcher.ts";
import { inspectAgain } from "../../launcher/inspect-again.ts";
import { inspectRun, placeOnMachine } from "../../launcher/inspect-run.ts";
import { isAlive } from "../../launcher/process-identity.ts";
import type { StartedClaim } from "../../launcher/run-records.ts";
import { spawnLauncher } from "../launch.ts";
import type { AgentSettings } from "../settings.ts";
import type { RunAtHome, RunGateway } from "./run-gateway.ts";

/** Launchers are processes of this machine, each in a session of its own. */
export class LocalProcessGateway implements RunGateway {
  readonly #settings: AgentSettings;

  constructor(settings: AgentSettings) {
    this.#settings = settings;
  }

  async launch({ files }: RunAtHome): Promise<string> {
    return endOf(spawnLauncher(this.#settings, files));
  }

  lives(_run: RunAtHome, claim: StartedClaim): Promise<boolean> {
    return Promise.resolve(isAlive({ ...claim, pid: claim.launcherPid }));
  }

  async inspect({ files, runId }: RunAtHome, claim: StartedClaim, takesOver: boolean): Promise<void> {
    if (takesOver && !(await endLauncher(claim))) throw new Error("its launcher hangs and cannot be ended");
    await inspectRun(files, runId, claim);
  }

  inspectAgain({ files, runId }: RunAtHome, claim: StartedClaim): Promise<void> {
    return inspectAgain(files, runId, claim, placeOnMachine(claim));
  }

  revoked(): void {}

  acknowledged(): void {}

  dispose(): void {}
}

function endOf(launcher: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    launcher.once("exit", (code, signal) => resolve(String(code ?? signal)));
    launcher.once("error", (error) => {
      if (launcher.pid === undefined) resolve(error.message);
    });
  });
}
