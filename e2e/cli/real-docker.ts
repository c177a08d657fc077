import { spawn } from "node:child_process";
import { openSync, readFileSync } from "node:fs";
import path from "node:path";
import { mustRun, runCommand } from "../../api/test/bundle/run-command.ts";
import { waitFor } from "../../api/test/bundle/wait-for.ts";
import type { SshHost } from "./ssh-host.ts";

export interface RealDocker {
  docker(...args: readonly string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Docker Engine on a host, in a network namespace: not a rule of this machine's own firewall is touched. */
export async function startRealDocker(host: SshHost, networkNamespace: string, folder: string): Promise<RealDocker> {
  const logPath = path.join(folder, `dockerd-${host.name}.log`);
  const output = openSync(logPath, "w");
  const inside = ["--mount", "--uts", "--pid", "--root", "--wd=/"];
  const where = [`--target=${host.pid}`, ...inside, `--net=/run/netns/${networkNamespace}`];
  const daemon = spawn("nsenter", [...where, "dockerd"], { stdio: ["ignore", output, output] });
  const ended = new Promise((resolve) => daemon.once("exit", resolve));
  const env = { ...process.env, DOCKER_HOST: `unix://${host.path("/run/docker.sock")}` };
  const log = (): string => readFileSync(logPath, "utf8").split("\n").slice(-60).join("\n");
  const isUp = async (): Promise<boolean> => {
    if (daemon.exitCode !== null) throw new Error(`dockerd has ended:\n${log()}`);
    return (await runCommand("docker", ["info"], { env })).code === 0;
  };
  await waitFor("Docker", 60_000, isUp, log);
  return {
    docker: (...args) => mustRun("docker", args, { env }),
    async stop() {
      await runCommand("docker", ["swarm", "leave", "--force"], { env });
      const containers = (await runCommand("docker", ["ps", "-aq"], { env })).stdout.split("\n").filter(Boolean);
      if (containers.length > 0) await runCommand("docker", ["rm", "-f", ...containers], { env });
      daemon.kill("SIGTERM");
      await ended;
    },
  };
}
