import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { Expectation } from "../expectation.ts";
import type { HostFacts } from "../host-facts.ts";
import { verdict } from "../verdict.ts";

const LEAST_DOCKER = [20, 10] as const;
/** Of CUDA 12. */
const LEAST_DRIVER = 525;

export function dockerChecks(facts: HostFacts, wanted: Expectation): ClusterCheck[] {
  return [
    docker(facts),
    dockerVersion(facts),
    swarm(facts, wanted),
    leftoverStack(facts, wanted),
    registries(facts),
    gpus(facts, wanted),
    gpuDriver(facts, wanted),
    containerToolkit(facts, wanted),
  ];
}

function docker(facts: HostFacts): ClusterCheck {
  const { passed, warning, failed } = verdict("DOCKER", "There, or a package manager that can install it");
  const version = facts.text("docker");
  if (version === null) {
    const manager = facts.text("package_manager");
    return manager === null
      ? failed(
          "Not there, and neither is apt, dnf, yum or zypper",
          "Install Docker Engine by hand: https://docs.docker.com/engine/install",
        )
      : passed(`Not there; it will be installed by ${manager}`);
  }
  return facts.text("docker_answers") === "yes"
    ? passed("It answers")
    : warning("There, but its daemon does not answer", "It will be started; if that fails, see: journalctl -u docker");
}

function dockerVersion(facts: HostFacts): ClusterCheck {
  const { passed, failed, skipped } = verdict("DOCKER_VERSION", `${LEAST_DOCKER.join(".")} or newer`);
  const version = facts.text("docker");
  if (version === null) return skipped("Docker is not there yet");
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > LEAST_DOCKER[0] || (major === LEAST_DOCKER[0] && minor >= LEAST_DOCKER[1]);
  return isNew
    ? passed(version)
    : failed(version, "Bring it up to date by hand, since others may use it: https://docs.docker.com/engine/install");
}

function swarm(facts: HostFacts, { role, managerSwarmAddress }: Expectation): ClusterCheck {
  const { passed, failed } = verdict(
    "SWARM",
    role === "MANAGER" ? "None, or this host manages it" : "None, or the manager’s own",
  );
  const state = facts.text("swarm") ?? "";
  const leave = "Let it leave, if nobody needs that Swarm: docker swarm leave --force";
  if (state === "" || state.startsWith("inactive")) return passed("None");
  if (!state.startsWith("active")) return failed(`The Swarm here is ${state.split(" ")[0]}`, leave);
  if (role === "MANAGER")
    return state === "active true"
      ? passed("This host manages one")
      : failed("This host is a worker of another Swarm", leave);
  const managers = facts.text("swarm_managers") ?? "";
  const own = [facts.text("manager_address"), managerSwarmAddress];
  return managers.split(" ").some((manager) => own.includes(withoutPort(manager)))
    ? passed("The manager’s own")
    : failed(`In a Swarm of ${managers || "others"}`, leave);
}

/** `10.0.0.2:2377` or `[fd00::2]:2377`, as Docker says it. */
const withoutPort = (address: string): string => address.replace(/:\d+$/, "").replace(/^\[(.*)\]$/, "$1");

function leftoverStack(facts: HostFacts, { role, classId, stackName }: Expectation): ClusterCheck {
  const { passed, failed, skipped } = verdict("LEFTOVER_STACK", `No stack ${stackName} of another class`);
  if (role === "WORKER") return skipped("Stacks are the manager’s");
  const found = facts.text("stack_class");
  if (found === null) return passed("None");
  return found === classId
    ? passed("This class’s own; it will be brought up to date")
    : failed(
        `A stack ${stackName} of another class is here`,
        `Tear that class down first, or start the server with another ARENA_STACK_NAME. By hand: docker stack rm ${stackName}`,
      );
}

function registries(facts: HostFacts): ClusterCheck {
  const { passed, warning, skipped } = verdict("REGISTRY_REACH", "The images’ registries can be reached");
  const found = [...facts.group("registry")];
  if (found.length === 0) return skipped("No registry is named by the images");
  const away = found.filter(([, state]) => state !== "open").map(([name]) => name);
  return away.length === 0
    ? passed(found.map(([name]) => name).join(", "))
    : warning(
        `Not reached: ${away.join(", ")}`,
        "Set a proxy for Docker, or load the images by hand (docker load) and start the server with ARENA_RESOLVE_IMAGE=never",
      );
}

const wantsGpus = ({ gpus: wanted, mayWork }: Expectation): boolean => mayWork && wanted !== null && wanted > 0;

function gpus(facts: HostFacts, wanted: Expectation): ClusterCheck {
  const { passed, failed, skipped } = verdict("GPUS", wantsGpus(wanted) ? `${wanted.gpus} or more` : "None are needed");
  const devices = Math.max(facts.number("gpu_devices") ?? 0, facts.number("gpus") ?? 0);
  if (!wantsGpus(wanted)) return skipped(`${devices} here`);
  return devices >= wanted.gpus!
    ? passed(`${devices} of NVIDIA`)
    : failed(`${devices} of NVIDIA`, `Use a host with ${wanted.gpus} GPUs, or edit the class.`);
}

function gpuDriver(facts: HostFacts, wanted: Expectation): ClusterCheck {
  const { passed, warning, skipped } = verdict("GPU_DRIVER", `${LEAST_DRIVER} or newer, for CUDA 12`);
  if (!wantsGpus(wanted)) return skipped("The class has no GPUs");
  const version = facts.text("gpu_driver");
  if (version === null)
    return warning("None answers", "It will be installed, and the host restarted if that is needed.");
  return Number.parseInt(version, 10) >= LEAST_DRIVER
    ? passed(version)
    : warning(version, "Bring it up to date, or use an image of Ray with an older CUDA (ARENA_RAY_IMAGE).");
}

function containerToolkit(facts: HostFacts, wanted: Expectation): ClusterCheck {
  const { passed, warning, skipped } = verdict("CONTAINER_TOOLKIT", "NVIDIA’s, for GPUs in containers");
  if (!wantsGpus(wanted)) return skipped("The class has no GPUs");
  const version = facts.text("container_toolkit");
  return version === null ? warning("Not there", "It will be installed, and Docker restarted.") : passed(version);
}
