import { execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { freePort } from "../../scripts/up/free-port.mjs";
import { until } from "../until.ts";

export interface SshHost {
  readonly name: string;
  readonly address: string;
  readonly port: number;
  /** Its first process, as this machine counts. */
  readonly pid: number;
  /** What sshd says of who logs in. */
  log(): string;
  /** A file or folder of it. */
  path(file: string): string;
  stop(): Promise<void>;
}

export interface HostSettings {
  readonly name: string;
  /** One of 127.0.0.0/8, but not 127.0.0.1, which is reached without ssh. */
  readonly address: string;
  readonly port?: number;
  /** Programs of this machine that the host lacks. */
  readonly without?: readonly string[];
  /** Else it has a stand-in, which notes what it is asked. */
  readonly hasRealDocker?: boolean;
  /** A network namespace; else it has this machine's network. */
  readonly network?: string;
  /** A folder that is its /opt/data. */
  readonly dataDirectory?: string;
}

interface Lab {
  readonly packages: string;
  /** A folder of the test's own, for the host's files. */
  readonly folder: string;
  /** Where all hosts note what is done on them. */
  readonly record: string;
  /** A file with the public key that lets people in. */
  readonly authorizedKeys: string;
  readonly passwordHash: string;
}

const SCRIPT = path.join(import.meta.dirname, "ssh-host", "start.sh");

/** A host with users, files, processes and a name of its own, and a real sshd: see `ssh-host/start.sh`. */
export async function startSshHost(lab: Lab, settings: HostSettings): Promise<SshHost> {
  const { name, address, without = [] } = settings;
  const folder = mkdtempSync(path.join(lab.folder, `${name}-`));
  const port = settings.port ?? (await freePort());
  for (const made of settings.hasRealDocker ? ["layers", "docker"] : ["layers"]) mkdirSync(path.join(folder, made));
  if (settings.dataDirectory !== undefined) symlinkSync(settings.dataDirectory, path.join(folder, "data"));
  execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", path.join(folder, "host_key")]);
  copyFileSync(lab.authorizedKeys, path.join(folder, "authorized_keys"));
  writeFileSync(path.join(folder, "sshd_config"), sshdConfig(address, port));
  writeFileSync(path.join(folder, "password_hash"), lab.passwordHash);
  writeFileSync(path.join(folder, "without"), without.map((program) => `${program}\n`).join(""));
  const logPath = path.join(folder, "log");
  const output = openSync(logPath, "a");
  const namespaces = ["--mount", "--uts", "--pid", "--fork", "--kill-child"];
  const start = ["unshare", ...namespaces, "bash", SCRIPT, folder, name, lab.packages, lab.record];
  const network = settings.network === undefined ? [] : ["nsenter", `--net=/run/netns/${settings.network}`];
  const [command, ...args] = [...network, ...start] as [string, ...string[]];
  const child = spawn(command, args, { stdio: ["ignore", output, output] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  const log = (): string => readFileSync(logPath, "utf8");
  const stop = async (): Promise<void> => {
    // With the first process of the namespaces goes all that is in them.
    child.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await until(
      () => {
        if (child.exitCode !== null) throw new Error(`the host ${name} has ended:\n${log()}`);
        return log().includes("Server listening");
      },
      { what: () => `sshd of ${name}:\n${log()}` },
    );
  } catch (error) {
    await stop();
    throw error;
  }
  // The mounts are seen by who is in there.
  const pid = Number(readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, "utf8"));
  return { name, address, port, pid, log, path: (file) => path.join(`/proc/${pid}/root`, file), stop };
}

const sshdConfig = (address: string, port: number): string =>
  [
    `ListenAddress ${address}`,
    `Port ${port}`,
    "HostKey /etc/ssh/host_key",
    "PidFile none",
    "UsePAM no",
    "PasswordAuthentication no",
    "KbdInteractiveAuthentication no",
    "AuthorizedKeysFile .ssh/authorized_keys",
    "UseDNS no",
    "LogLevel VERBOSE",
    "ForceCommand /usr/local/bin/record-command",
    "",
  ].join("\n");
