import { spawn, type ChildProcess } from "node:child_process";
import { mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { insideOf } from "./network-namespaces.ts";
import { mustRun, runCommand, type CommandResult } from "./run-command.ts";
import { waitFor } from "./wait-for.ts";

export interface DockerDaemon {
  readonly environment: NodeJS.ProcessEnv;
  docker(...args: string[]): Promise<string>;
  tryDocker(...args: string[]): Promise<CommandResult>;
  log(): string;
  dispose(): Promise<void>;
}

/** A Docker Engine of the test's own, in a network namespace. */
export async function startDocker(namespace: string): Promise<DockerDaemon> {
  const directory = mkdtempSync(join(tmpdir(), "arena-docker-"));
  const socket = `unix://${join(directory, "docker.sock")}`;
  const logPath = join(directory, "log");
  const output = openSync(logPath, "a");
  const args = [
    ...["--data-root", join(directory, "data"), "--exec-root", join(directory, "exec")],
    ...["--pidfile", join(directory, "pid"), "-H", socket],
  ];
  const daemon = spawn("nsenter", insideOf(namespace, "dockerd", ...args), { stdio: ["ignore", output, output] });
  const environment = { ...process.env, DOCKER_HOST: socket };
  const log = (): string => readFileSync(logPath, "utf8").split("\n").slice(-60).join("\n");
  const tryDocker = (...command: string[]): Promise<CommandResult> =>
    runCommand("docker", command, { env: environment });
  const dispose = (): Promise<void> => stopDocker(daemon, tryDocker, directory);
  try {
    await waitFor(
      "Docker",
      60_000,
      async () => {
        if (daemon.exitCode !== null) throw new Error(`dockerd ended:\n${log()}`);
        return (await tryDocker("version")).code === 0;
      },
      log,
    );
  } catch (error) {
    await dispose();
    throw error;
  }
  return {
    environment,
    log,
    tryDocker,
    docker: (...command) => mustRun("docker", command, { env: environment }),
    dispose,
  };
}

async function stopDocker(
  daemon: ChildProcess,
  tryDocker: (...command: string[]) => Promise<CommandResult>,
  directory: string,
): Promise<void> {
  if (daemon.exitCode === null) {
    await tryDocker("swarm", "leave", "--force");
    const containers = (await tryDocker("ps", "-aq")).stdout.split("\n").filter(Boolean);
    if (containers.length > 0) await tryDocker("rm", "-f", ...containers);
    const ended = new Promise((resolve) => daemon.once("exit", resolve));
    daemon.kill("SIGTERM");
    await ended;
  }
  // What the engine has mounted and left.
  const mounts = readFileSync("/proc/self/mounts", "utf8")
    .split("\n")
    .map((line) => line.split(" ")[1] ?? "");
  for (const mount of mounts.filter((path) => path.startsWith(directory)).reverse())
    await runCommand("umount", ["-l", mount]);
  rmSync(directory, { recursive: true, force: true });
}
