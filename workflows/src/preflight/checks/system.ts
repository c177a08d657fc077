import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { Expectation } from "../expectation.ts";
import type { HostFacts } from "../host-facts.ts";
import { gib, verdict } from "../verdict.ts";

const LEAST_KERNEL = [4, 18] as const;
const LEAST_OPEN_FILES = 65_536;
const LEAST_PROCESSES = 4_096;
/** Of the head, Ray and the agent: what is left is the runs'. */
const HEAD_MEMORY_BYTES = 2 * 1024 ** 3;
/** What a kernel keeps for itself is missing in what it says that it has. */
const MEMORY_TOLERANCE = 0.9;

export function systemChecks(facts: HostFacts, wanted: Expectation): ClusterCheck[] {
  return [
    operatingSystem(facts),
    kernel(facts),
    architecture(facts, wanted),
    cpus(facts, wanted),
    memory(facts, wanted),
    cgroups(facts),
    services(facts),
    userLimits(facts),
    kernelModules(facts),
  ];
}

function operatingSystem(facts: HostFacts): ClusterCheck {
  const { passed, failed } = verdict("OS", "Linux");
  const name = facts.text("os") ?? facts.text("system") ?? "unknown";
  return facts.text("system") === "Linux"
    ? passed(name)
    : failed(name, "Use a host with Linux, such as Debian or Ubuntu.");
}

function kernel(facts: HostFacts): ClusterCheck {
  const { passed, warning } = verdict("KERNEL", `Linux ${LEAST_KERNEL.join(".")} or newer`);
  const text = facts.text("kernel") ?? "unknown";
  const [major = 0, minor = 0] = text.split(".").map((part) => Number.parseInt(part, 10) || 0);
  const isNew = major > LEAST_KERNEL[0] || (major === LEAST_KERNEL[0] && minor >= LEAST_KERNEL[1]);
  return isNew
    ? passed(text)
    : warning(text, "Bring the host’s kernel up to date: overlay networks of older ones lose packets.");
}

function architecture(facts: HostFacts, { machine }: Expectation): ClusterCheck {
  const { passed, failed } = verdict("ARCHITECTURE", machine);
  const found = facts.text("machine") ?? "unknown";
  return found === machine
    ? passed(found)
    : failed(found, `The programs of this server are for ${machine}. Use such a host, or a server on ${found}.`);
}

function cpus(facts: HostFacts, { cpus: wanted, mayWork }: Expectation): ClusterCheck {
  const least = mayWork ? (wanted ?? 1) : 1;
  const { passed, failed } = verdict("CPUS", `${least} or more`);
  const found = facts.number("cpus") ?? 0;
  return found >= least
    ? passed(String(found))
    : failed(String(found), `Use a larger host, or edit the class to ${Math.max(1, found)} CPUs.`);
}

function memory(facts: HostFacts, { memoryBytes, mayWork, role }: Expectation): ClusterCheck {
  const least = (mayWork ? (memoryBytes ?? 0) : 0) + (role === "MANAGER" ? HEAD_MEMORY_BYTES : 0);
  const { passed, warning, failed } = verdict("MEMORY", least === 0 ? "Any" : `${gib(least)} or more`);
  const found = facts.number("memory_bytes") ?? 0;
  if (found >= least * MEMORY_TOLERANCE) return passed(gib(found));
  if (found >= (least - HEAD_MEMORY_BYTES) * MEMORY_TOLERANCE && role === "MANAGER")
    return warning(
      gib(found),
      "Head and worker share this host: give the class less memory, or name a host that only manages.",
    );
  return failed(gib(found), `Use a larger host, or edit the class to ${gib(Math.max(0, found))} of memory or less.`);
}

function cgroups(facts: HostFacts): ClusterCheck {
  const { passed, warning, failed } = verdict("CGROUPS", "Version 2");
  switch (facts.text("cgroups")) {
    case "v2":
      return passed("Version 2");
    case "v1":
      return warning(
        "Version 1",
        "Limits of memory are coarser with version 1: boot with systemd.unified_cgroup_hierarchy=1",
      );
    default:
      return failed("None", "Mount them: Docker limits containers by cgroups (mount -t cgroup2 none /sys/fs/cgroup)");
  }
}

function services(facts: HostFacts): ClusterCheck {
  const { passed, warning } = verdict("SERVICE_MANAGER", "systemd");
  const found = facts.text("services") ?? "none";
  return found === "systemd"
    ? passed(found)
    : warning(found, "Docker does not start by itself after a restart of the host: see to that.");
}

function userLimits(facts: HostFacts): ClusterCheck {
  const { passed, warning } = verdict("USER_LIMITS", `${LEAST_OPEN_FILES} open files, ${LEAST_PROCESSES} processes`);
  const limit = (name: string): number =>
    facts.text(name) === "unlimited" ? Infinity : (facts.number(name) ?? Infinity);
  const [files, processes] = [limit("open_files"), limit("processes")];
  const observed = `${shown(files)} open files, ${shown(processes)} processes`;
  return files >= LEAST_OPEN_FILES && processes >= LEAST_PROCESSES
    ? passed(observed)
    : warning(
        observed,
        `Raise them: printf '* hard nofile ${LEAST_OPEN_FILES}\\n* hard nproc ${LEAST_PROCESSES}\\n' > /etc/security/limits.d/arena.conf`,
      );
}
const shown = (limit: number): string => (limit === Infinity ? "unlimited" : String(limit));

function kernelModules(facts: HostFacts): ClusterCheck {
  const { passed, warning } = verdict("KERNEL_MODULES", "overlay and vxlan");
  const missing = ["overlay", "vxlan"].filter((name) => facts.text(`module_${name}`) === "missing");
  return missing.length === 0
    ? passed("There, or to be had")
    : warning(`Not found: ${missing.join(", ")}`, `Load them: modprobe ${missing.join(" ")}`);
}
