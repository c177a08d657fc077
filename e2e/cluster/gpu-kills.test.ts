import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sshPackages } from "../cli/ssh-packages.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { makeGpuHost, type GpuHost } from "./gpu-host.ts";
import { found, killAll, killShells, killStage, shellsOn } from "./host-kills.ts";
import { makeInstallBed, processesOf, stagesOf, type InstallBed } from "./install-bed.ts";
import { areReady, doneIn, isAt } from "./operation-states.ts";

const LIMIT_MS = 300_000;
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : null;
const OF_WORKER =
  "PREFLIGHT DONE, DOCKER DONE, NVIDIA_DRIVER DONE, NVIDIA_TOOLKIT DONE, SWARM_JOIN DONE, NODE_LABELS DONE";

describe.skipIf(reason !== null)(
  `kill -9 while GPUs are set up${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let bed: InstallBed;
    let hosts: SshHost[];
    let gpu: GpuHost;
    beforeAll(async () => {
      system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
    }, LIMIT_MS);
    afterAll(() => system?.stop());
    beforeEach(async () => {
      // The manager only manages, and has none.
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 1, gpus: 1 });
      hosts = await bed.start({ name: "head" }, { name: "one" });
      gpu = makeGpuHost(bed, hosts[1]!);
    }, LIMIT_MS);
    afterEach(async () => {
      gpu?.stop();
      await bed?.stop();
    });

    const read = (file: string): string => readFileSync(gpu.host.path(file), "utf8");
    const untilAsked = (program: string, words: string): Promise<boolean> =>
      until(() => gpu.asked(program).includes(words), { what: () => `${program} ${words}` });
    const looks = (): number => bed.lab.callsOf("ssh", "one").length;
    const again = async (id: string): Promise<string[]> =>
      (await bed.logOf(id, 1)).filter((line) => line.includes("it is started again"));
    const goesOn = async (id: string): Promise<boolean> => {
      const { state, message } = (await bed.client.clusterOperation(id))!.hosts[1]!;
      if (state === "FAILED") throw new Error(`it failed: ${message}`);
      return true;
    };
    /** It goes off once it was told to, and is away for as long as somebody needs to see that. */
    const turnOff = async (id: string): Promise<void> => {
      await until(async () => (await goesOn(id)) && gpu.isToldToRestart(), { what: () => "it is told to restart" });
      await gpu.turnOff();
      await bed.until(id, "it is away", ({ hosts: [, one] }) => one!.message?.includes("ssh connections") === true);
    };
    const expectInstalled = async (id: string, done: readonly string[]): Promise<void> => {
      const ready = await bed.until(id, "all hosts are ready", areReady);
      expect(stagesOf(ready.hosts[1]!)).toBe(OF_WORKER);
      expect(ready.hosts.flatMap(({ stages }) => stages.map(({ attempt }) => attempt))).not.toContain(2);
      expect(ready.hosts[1]!.stages.at(-1)!.message).toBe("1 GPUs");
      expect(bed.lab.docker("head")).toContain(
        "node update --label-add arena.gpus=1 --label-add arena.gpu=true --label-add arena.worker=true nodeone",
      );
      // What was done when somebody was killed is as it was then: all before the driver, and then the driver.
      for (const stage of ["PREFLIGHT", "DOCKER", "NVIDIA_DRIVER"])
        expect(done.filter((one) => one.includes(`"name":"${stage}"`))).not.toEqual([]);
      expect(doneIn(ready)).toEqual(expect.arrayContaining([...done]));
      expect(gpu.restarts).toBe(1);
      expect(bed.lab.docker("one").filter((one) => one.startsWith("version"))).toHaveLength(2);
      const settings = { "default-runtime": "nvidia", "node-generic-resources": ["NVIDIA-GPU=GPU-one"] };
      expect(JSON.parse(read("/etc/docker/daemon.json"))).toEqual(settings);
      expect(read("/etc/nvidia-container-runtime/config.toml")).toContain(
        'swarm-resource = "DOCKER_RESOURCE_NVIDIA-GPU"',
      );
      // Docker was started anew with them.
      expect(JSON.parse(read("/var/lib/docker-runs-with"))).toEqual(settings);
    };

    test("the control worker, in the driver's stage, in each phase of the restart, and in the toolkit's", async () => {
      const done: string[] = [];
      const killed = async (id: string): Promise<void> => {
        done.push(...doneIn((await bed.client.clusterOperation(id))!));
        await system.killAndAwaitRestart("control-worker");
      };
      const releaseDriver = gpu.hold("driver");
      const { id } = await bed.install(hosts);
      await bed.until(id, "the driver is installed", isAt(1, "NVIDIA_DRIVER"));
      await untilAsked("ubuntu-drivers", "install --gpgpu");
      await killed(id);
      const releaseReboot = gpu.hold("reboot");
      releaseDriver();
      await untilAsked("systemctl", "reboot");
      await killed(id);
      // It takes its time to go down, and is looked at meanwhile.
      const before = looks();
      await until(async () => (await goesOn(id)) && looks() >= before + 4, { what: () => "it is looked at" });
      releaseReboot();
      await turnOff(id);
      await killed(id);
      const releaseToolkit = gpu.hold("toolkit");
      await gpu.turnOn();
      await bed.until(id, "the toolkit is installed", isAt(1, "NVIDIA_TOOLKIT"));
      await found(gpu.host, "bin/nvidia-ctk");
      await killed(id);
      const releaseDocker = gpu.hold("docker-restart");
      releaseToolkit();
      await found(gpu.host, "systemctl restart docker");
      await killed(id);
      releaseDocker();
      await expectInstalled(id, done);
      expect(gpu.asked("ubuntu-drivers")).toHaveLength(1);
      expect(gpu.asked("nvidia-ctk")).toHaveLength(1);
      expect(gpu.asked("systemctl").filter((one) => one === "restart docker")).toHaveLength(1);
      expect(await again(id)).toEqual([]);
    });

    test("the shell of whoever logged in, the stage itself, and what restarts the host: each goes on", async () => {
      const done: string[] = [];
      const killed = async (id: string, words: string): Promise<void> => {
        done.push(...doneIn((await bed.client.clusterOperation(id))!));
        await found(gpu.host, words);
        await killShells(gpu.host);
        await killStage(gpu.host, words, words);
      };
      const releaseDriver = gpu.hold("driver");
      const { id } = await bed.install(hosts);
      await bed.until(id, "the driver is installed", isAt(1, "NVIDIA_DRIVER"));
      await killed(id, "bin/ubuntu-drivers");
      await until(() => gpu.asked("ubuntu-drivers").length === 2, { what: () => "the driver is installed again" });
      const releaseReboot = gpu.hold("reboot");
      releaseDriver();
      // Whoever was to restart it is gone, and it never went down.
      await found(gpu.host, "bin/systemctl reboot");
      killAll([...(await shellsOn(gpu.host)), ...processesOf(gpu.host, "systemctl reboot")]);
      expect(gpu.isToldToRestart()).toBe(false);
      releaseReboot();
      await turnOff(id);
      const releaseToolkit = gpu.hold("toolkit");
      await gpu.turnOn();
      await bed.until(id, "the toolkit is installed", isAt(1, "NVIDIA_TOOLKIT"));
      await killed(id, "bin/nvidia-ctk");
      await until(() => gpu.asked("nvidia-ctk").length === 2, { what: () => "the toolkit is set up again" });
      const releaseDocker = gpu.hold("docker-restart");
      releaseToolkit();
      await killed(id, "bin/systemctl restart docker");
      releaseDocker();
      await expectInstalled(id, done);
      expect(gpu.asked("ubuntu-drivers")).toHaveLength(2);
      expect(await again(id)).toHaveLength(3);
    });
  },
);
