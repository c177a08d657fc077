import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { recordPrograms, type RecordedPrograms } from "./recorded-programs.ts";
import { runCommand, type CommandResult } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle, type UnpackedBundle } from "./unpack-bundle.ts";

/** A driver with two GPUs, when there is the file that says that it runs. */
const NVIDIA_SMI = `[ -e "$TMPDIR/driver-runs" ] || exit 9
case "$*" in
-L) printf 'GPU 0: A (UUID: GPU-a)\\nGPU 1: A (UUID: GPU-b)\\n' ;;
*) printf 'GPU-a\\nGPU-b\\n' ;;
esac`;
const NVIDIA_CTK = `python3 -c '
import json, sys
settings = json.load(open(sys.argv[1]))
settings["default-runtime"] = "nvidia"
json.dump(settings, open(sys.argv[1], "w"))' "$ARENA_DOCKER_DAEMON_JSON"`;
const SSH = `while [ "$1" != -- ]; do shift; done; exec bash -c "$3"`;

let payload: ReturnType<typeof samplePayload>;
let bundle: UnpackedBundle;
let programs: RecordedPrograms;
let environment: NodeJS.ProcessEnv;
beforeEach(async () => {
  payload = samplePayload();
  bundle = await unpackBundle(sampleInput(payload, { gpus: 2 }), "dockerSwarm");
  const sudo = `[ "$1" = -n ] && shift; exec "$@"`;
  const quiet = { systemctl: "", modprobe: "", reboot: "" };
  programs = recordPrograms({ "nvidia-smi": NVIDIA_SMI, "nvidia-ctk": NVIDIA_CTK, ssh: SSH, sudo, ...quiet });
  const device = join(programs.directory, "pci", "0");
  mkdirSync(device, { recursive: true });
  writeFileSync(join(device, "vendor"), "0x10de\n");
  writeFileSync(join(device, "class"), "0x030200\n");
  environment = {
    ...programs.environment,
    ARENA_PCI_DEVICES: join(programs.directory, "pci"),
    ARENA_DOCKER_DAEMON_JSON: join(programs.directory, "daemon.json"),
    ARENA_NVIDIA_RUNTIME_TOML: join(programs.directory, "config.toml"),
  };
});
afterEach(() => {
  payload.dispose();
  bundle.dispose();
  programs.dispose();
});

const stage = (name: string, host: string, more: NodeJS.ProcessEnv = {}): Promise<CommandResult> =>
  runCommand("bash", [join(bundle.root, name), host], { env: { ...environment, ...more } });
const write = (name: string, text: string): void => writeFileSync(join(programs.directory, name), text);
const read = (name: string): string => readFileSync(join(programs.directory, name), "utf8");

describe("the container toolkit", () => {
  test("names the GPUs to the Swarm beside what the engine's file says; the second time nothing changes", async () => {
    write("driver-runs", "");
    write("daemon.json", `{"log-driver": "local", "node-generic-resources": ["FPGA=x", "NVIDIA-GPU=old"]}`);
    write("config.toml", `#swarm-resource = "X"\n[nvidia-container-cli]\n`);
    const first = await stage("install-nvidia-container-toolkit.sh", "localhost");
    expect(first, first.stderr).toMatchObject({ code: 0 });
    expect(JSON.parse(read("daemon.json"))).toEqual({
      "log-driver": "local",
      "default-runtime": "nvidia",
      "node-generic-resources": ["FPGA=x", "NVIDIA-GPU=GPU-a", "NVIDIA-GPU=GPU-b"],
    });
    expect(read("config.toml")).toBe(`swarm-resource = "DOCKER_RESOURCE_NVIDIA-GPU"\n[nvidia-container-cli]\n`);
    const restarts = (): string[][] => programs.callsOf("systemctl").filter((call) => call[0] === "restart");
    expect(restarts()).toEqual([["restart", "docker"]]);
    const second = await stage("install-nvidia-container-toolkit.sh", "localhost");
    expect(second.stdout).toContain("containers can use the GPUs");
    expect(restarts()).toHaveLength(1);
  });

  test("restarts the engine also when it was killed before it had done so", async () => {
    write("driver-runs", "");
    write("daemon.json", "{}");
    write("config.toml", "[nvidia-container-cli]\n");
    const killed = join(programs.directory, "bin", "systemctl");
    const whole = readFileSync(killed, "utf8");
    writeFileSync(killed, "#!/bin/bash\nkill -KILL $PPID\n");
    expect((await stage("install-nvidia-container-toolkit.sh", "localhost")).code).not.toBe(0);
    expect(JSON.parse(read("daemon.json"))).toMatchObject({ "default-runtime": "nvidia" });
    writeFileSync(killed, whole);
    for (const _time of ["first", "again"]) {
      const done = await stage("install-nvidia-container-toolkit.sh", "localhost");
      expect(done, done.stderr).toMatchObject({ code: 0 });
    }
    expect(programs.callsOf("systemctl")).toEqual([["restart", "docker"]]);
  });

  test("asks for the driver first", async () => {
    const done = await stage("install-nvidia-container-toolkit.sh", "localhost");
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/driver does not answer[^]*\[localhost\] failed/);
  });
});

describe("a driver that needs a restart", () => {
  test("never restarts this machine", async () => {
    const done = await stage("install-nvidia-driver.sh", "localhost", { DOCKER_REBOOT_ASSUME_YES: "1" });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("[localhost] this machine must be restarted");
    expect(programs.callsOf("reboot")).toEqual([]);
  });

  test("restarts no host without leave", async () => {
    const done = await stage("install-nvidia-driver.sh", "worker", { DOCKER_REBOOT_ASSUME_YES: "0" });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("[worker] must be restarted");
    expect(programs.callsOf("reboot")).toEqual([]);
  });

  test("restarts a host with leave, and says when it stays away", async () => {
    const more = { DOCKER_REBOOT_ASSUME_YES: "1", ARENA_REBOOT_SECONDS: "1" };
    const done = await stage("install-nvidia-driver.sh", "worker", more);
    expect(done.code).toBe(1);
    expect(programs.callsOf("reboot")).toEqual([[]]);
    expect(done.stderr).toContain("[worker] has not come back");
  });

  test("a driver that answers stays as it is", async () => {
    write("driver-runs", "");
    const done = await stage("install-nvidia-driver.sh", "worker");
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(done.stdout).toContain("the driver is here");
  });
});
