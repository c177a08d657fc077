import { spawn, type ChildProcess } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SshHost } from "../cli/ssh-host.ts";
import { until } from "../until.ts";
import type { InstallBed } from "./install-bed.ts";

/** What a stage waits in: the driver's packages, the order to restart, the change to Docker's settings, its restart. */
export type GpuStep = "driver" | "reboot" | "toolkit" | "docker-restart";

/** A host with a GPU of NVIDIA, which has to be restarted before its new driver answers; and may be. */
export interface GpuHost {
  /** As it is now: a restart gives it another first process. */
  readonly host: SshHost;
  /** How often it was started anew. */
  readonly restarts: number;
  /** What was asked of a program of this host. */
  asked(program: string): string[];
  /** The step waits from now on, until what is returned is called. */
  hold(step: GpuStep): () => void;
  /** It was told to restart. */
  isToldToRestart(): boolean;
  /** Nothing of it runs any more; what is on its disk stays. */
  turnOff(): Promise<void>;
  turnOn(): Promise<void>;
  stop(): void;
}

const note = (program: string): string =>
  `{ printf '%s\\037%s' "$(hostname)" ${program}; printf '\\037%s' "$@"; printf '\\036'; } >>/record/calls`;
const wait = (step: GpuStep): string => `while [ -e "/record/hold-${step}-$(hostname)" ]; do sleep 0.05; done`;
const BOOT = "/proc/sys/kernel/random/boot_id";
const POWER = `if [[ $0 == *reboot || $1 == reboot ]]; then
  ${wait("reboot")}
  touch "/record/restart-$(hostname)"
elif [[ $1 == restart ]]; then
  ${wait("docker-restart")}
  cp /etc/docker/daemon.json /var/lib/docker-runs-with
fi`;
/** In place of what a host with a GPU has or is given. The driver answers once the host was started after it came. */
const PROGRAMS: Readonly<Record<string, string>> = {
  systemctl: `${note("systemctl")}\n${POWER}`,
  reboot: `${note("reboot")}\n${POWER}`,
  modprobe: "",
  curl: "echo key",
  "ubuntu-drivers": `${note("ubuntu-drivers")}
${wait("driver")}
cp ${BOOT} /var/lib/nvidia-came-in
cp /usr/local/share/nvidia-smi /usr/local/bin/`,
  "apt-get": `${note("apt-get")}
case " $* " in *" install "*" nvidia-container-toolkit "*)
  mkdir -p /etc/nvidia-container-runtime
  echo '[nvidia-container-cli]' >/etc/nvidia-container-runtime/config.toml
  cp /usr/local/share/nvidia-ctk /usr/local/bin/ ;;
esac`,
};
const BROUGHT: Readonly<Record<string, string>> = {
  "nvidia-smi": `[[ $(<${BOOT}) != "$(</var/lib/nvidia-came-in)" ]] || { echo "NVIDIA-SMI has failed" >&2; exit 9; }
case "$*" in
-L) echo "GPU 0: A (UUID: GPU-$(hostname))" ;;
*) echo "GPU-$(hostname)" ;;
esac`,
  "nvidia-ctk": `${note("nvidia-ctk")}
${wait("toolkit")}
mkdir -p /etc/docker
echo '{"default-runtime": "nvidia"}' >/etc/docker/daemon.json`,
};
/** The first process of a host that was started anew: of its own processes alone, with what a restart empties emptied. */
const START = `rm -rf /run/* /tmp/*
mkdir /run/sshd
mount -t proc proc /proc
cat /proc/sys/kernel/random/uuid >/run/boot-id
mount --bind /run/boot-id ${BOOT}
exec /usr/sbin/sshd -D -e -f /etc/ssh/sshd_config`;

export function makeGpuHost(bed: InstallBed, started: SshHost): GpuHost {
  const write = (file: string, text: string, mode = 0o644): void => {
    mkdirSync(started.path(path.dirname(file)), { recursive: true });
    writeFileSync(started.path(file), text, { mode });
  };
  for (const [folder, programs] of Object.entries({ bin: PROGRAMS, share: BROUGHT }))
    for (const [name, script] of Object.entries(programs))
      write(`/usr/local/${folder}/${name}`, `#!/bin/bash\n${script}\n`, 0o755);
  write("/sys/bus/pci/devices/0/vendor", "0x10de\n");
  write("/sys/bus/pci/devices/0/class", "0x030200\n");
  // Another machine than the one that the test runs on, with a system whose driver is one package.
  rmSync(started.path("/etc/machine-id"), { force: true });
  write("/etc/machine-id", `${Buffer.from(started.name).toString("hex").padEnd(32, "0")}\n`);
  rmSync(started.path("/etc/os-release"), { force: true });
  write("/etc/os-release", "ID=ubuntu\nPRETTY_NAME=Ubuntu\n");
  // Who keeps its files while nothing of it runs.
  const within = ["--mount", "--uts", "--root", "--wd"];
  const keeper = spawn("nsenter", [`--target=${started.pid}`, ...within, "sleep", "infinity"], { stdio: "ignore" });
  const told = bed.lab.recordOf(`restart-${started.name}`);
  let child: ChildProcess | null = null;
  let host = started;
  let restarts = 0;
  return {
    get host() {
      return host;
    },
    get restarts() {
      return restarts;
    },
    asked: (program) => bed.lab.callsOf(program, started.name).map((args) => args.join(" ")),
    hold(step) {
      const mark = bed.lab.recordOf(`hold-${step}-${started.name}`);
      writeFileSync(mark, "");
      return () => rmSync(mark, { force: true });
    },
    isToldToRestart: () => existsSync(told),
    async turnOff() {
      const { pid } = host;
      process.kill(pid, "SIGKILL");
      await until(() => !existsSync(`/proc/${pid}`), { what: () => `${started.name} is off` });
      rmSync(told, { force: true });
    },
    async turnOn() {
      const start = ["unshare", "--pid", "--fork", "--kill-child", "bash", "-c", START];
      const { pid } = (child = spawn("nsenter", [`--target=${keeper.pid}`, ...within, ...start], { stdio: "ignore" }));
      const isSshd = (first: number): boolean =>
        readFileSync(`/proc/${first}/cmdline`, "utf8").includes("/usr/sbin/sshd");
      const first = await until(
        () => {
          const [one] = readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8")
            .split(" ")
            .filter(Boolean)
            .map(Number);
          return one !== undefined && isSshd(one) ? one : null;
        },
        { what: () => `${started.name} is on` },
      );
      host = { ...started, pid: first, path: (file) => path.join(`/proc/${first}/root`, file) };
      restarts += 1;
    },
    stop() {
      child?.kill("SIGKILL");
      keeper.kill("SIGKILL");
    },
  };
}
