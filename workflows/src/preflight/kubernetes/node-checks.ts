import type { ClusterCheck } from "../../contract/cluster-check.ts";
import { gib, verdict } from "../verdict.ts";
import type { ClusterExpectation } from "./check-cluster.ts";
import { isFailure, type ClusterFacts, type KubeNode } from "./cluster-facts.ts";
import { quantityOf } from "./quantity.ts";

const GPU = "nvidia.com/gpu";
const EXPECTED: Readonly<Record<string, string>> = {
  NODES: "Ready nodes that take pods",
  NODE_CPUS: "CPUs of a node",
  NODE_MEMORY: "Memory of a node",
  GPU_PLUGIN: "NVIDIA’s device plugin, where the class has GPUs",
  NODE_GPUS: "GPUs of a node",
  NODE_SYSTEM: "Linux on the nodes",
  ARCHITECTURE: "Nodes that run this server’s programs",
  CAPACITY: "All that the class wants, on as many nodes at once",
};

export function nodeChecks({ nodes }: ClusterFacts, wanted: ClusterExpectation): ClusterCheck[] {
  if (nodes === null || isFailure(nodes)) {
    const reason = nodes === null ? "The API server does not answer" : "The user may not list nodes";
    return Object.entries(EXPECTED).map(([name, expected]) => verdict(name, expected).skipped(reason));
  }
  const usable = nodes.filter(takesPods);
  return [
    enough(nodes, usable, wanted),
    fits("NODE_CPUS", "cpus", usable, wanted, wanted.cpus, ({ cpu }) => quantityOf(cpu), String),
    fits("NODE_MEMORY", "memory", usable, wanted, wanted.memoryBytes, ({ memory }) => quantityOf(memory), gib),
    gpuPlugin(usable, wanted),
    fits("NODE_GPUS", "gpus", usable, wanted, wanted.gpus, (has) => quantityOf(has[GPU]), String),
    system(usable),
    architecture(usable, wanted),
    capacity(usable, wanted),
  ];
}

/** Ready, not cordoned, and without a taint that pods of the chart do not tolerate. */
function takesPods({ spec, status }: KubeNode): boolean {
  const isReady = status.conditions?.some((one) => one.type === "Ready" && one.status === "True") ?? false;
  const isTainted = spec.taints?.some(({ effect }) => effect === "NoSchedule" || effect === "NoExecute") ?? false;
  return isReady && spec.unschedulable !== true && !isTainted;
}

function enough(all: readonly KubeNode[], usable: readonly KubeNode[], { nodes }: ClusterExpectation): ClusterCheck {
  const { passed, failed } = verdict("NODES", `${count(nodes)} that ${nodes === 1 ? "is" : "are"} ready and take pods`);
  const observed = `${usable.length} of ${count(all.length)}`;
  if (usable.length >= nodes) return passed(observed);
  return failed(
    observed,
    `Add nodes, see why the others take none (kubectl describe nodes), or edit the class to ${count(Math.max(1, usable.length))}.`,
  );
}

function fits(
  name: "NODE_CPUS" | "NODE_MEMORY" | "NODE_GPUS",
  field: string,
  usable: readonly KubeNode[],
  { nodes }: ClusterExpectation,
  wanted: number | null,
  amountOf: (allocatable: Readonly<Record<string, string>>) => number,
  words: (amount: number) => string,
): ClusterCheck {
  if (wanted === null) return verdict(name, EXPECTED[name]!).skipped("The class takes whole nodes");
  if (wanted === 0) return verdict(name, EXPECTED[name]!).skipped("The class has none");
  const { passed, failed, skipped } = verdict(name, `${words(wanted)} on ${count(nodes)}`);
  // That there are too few of them is said once.
  const needed = Math.min(nodes, usable.length);
  if (needed === 0) return skipped("No node takes pods");
  const amounts = usable.map(({ status }) => amountOf(status.allocatable ?? {})).toSorted((a, b) => b - a);
  const having = amounts.filter((amount) => amount >= wanted).length;
  const largest = amounts[0] ?? 0;
  if (having >= needed) return passed(`${count(having)} of ${usable.length}; the largest has ${words(largest)}`);
  const least = amounts[needed - 1];
  const remedy =
    least === undefined || least <= 0
      ? `Add nodes that have them, or edit the class’s ${field}.`
      : `Add larger nodes, or edit the class to ${words(Math.floor(least))} ${field === "memory" ? "of memory" : field}.`;
  return failed(`${count(having)} of ${usable.length}; the largest has ${words(largest)}`, remedy);
}

function gpuPlugin(usable: readonly KubeNode[], { gpus }: ClusterExpectation): ClusterCheck {
  const { passed, failed, skipped } = verdict("GPU_PLUGIN", EXPECTED["GPU_PLUGIN"]!);
  if (gpus === 0) return skipped("The class has no GPUs");
  const having = usable.filter(({ status }) => quantityOf(status.allocatable?.[GPU]) > 0).length;
  if (having > 0) return passed(`${count(having)} with ${GPU}`);
  if (gpus === null) return skipped(`No node has ${GPU}; the class takes what there is`);
  return failed(
    `No node has ${GPU}`,
    "Install NVIDIA’s device plugin or GPU operator: kubectl get pods -A | grep nvidia",
  );
}

function system(usable: readonly KubeNode[]): ClusterCheck {
  const { passed, failed } = verdict("NODE_SYSTEM", EXPECTED["NODE_SYSTEM"]!);
  const others = usable.filter(({ status }) => (status.nodeInfo?.operatingSystem || "linux") !== "linux");
  return others.length === 0
    ? passed("Linux")
    : failed(`Not on ${namesOf(others)}`, `Keep pods away from them: kubectl cordon ${others[0]!.metadata.name}`);
}

function architecture(usable: readonly KubeNode[], { architecture: wanted, nodes }: ClusterExpectation): ClusterCheck {
  const { passed, failed, warning } = verdict("ARCHITECTURE", `Nodes of ${wanted}, as this server is`);
  const others = usable.filter(({ status }) => (status.nodeInfo?.architecture || wanted) !== wanted);
  if (others.length === 0) return passed(wanted);
  if (usable.length - others.length < nodes)
    return failed(`Not ${namesOf(others)}`, `Add nodes of ${wanted}, or run Arena on a machine of the nodes’ kind.`);
  return warning(`Not ${namesOf(others)}`, `Keep pods away from them: kubectl cordon ${others[0]!.metadata.name}`);
}

/** Each of the amounts may be there, and yet no node have all of them. */
function capacity(usable: readonly KubeNode[], { nodes, cpus, gpus, memoryBytes }: ClusterExpectation): ClusterCheck {
  const { passed, failed, skipped } = verdict("CAPACITY", EXPECTED["CAPACITY"]!);
  if (usable.length === 0) return skipped("No node takes pods");
  const whole = usable.filter(({ status: { allocatable = {} } }) => {
    const has = (name: string, wanted: number | null): boolean => quantityOf(allocatable[name]) >= (wanted ?? 0);
    return has("cpu", cpus) && has("memory", memoryBytes) && has(GPU, gpus);
  });
  return whole.length >= Math.min(nodes, usable.length)
    ? passed(`${count(whole.length)} of ${usable.length}`)
    : failed(
        `${count(whole.length)} of ${usable.length} ${whole.length === 1 ? "has" : "have"} all of it`,
        `Add nodes, or edit the class: it wants ${count(nodes)}, of which each has all that a worker takes.`,
      );
}

const count = (nodes: number): string => (nodes === 1 ? "1 node" : `${nodes} nodes`);
const namesOf = (nodes: readonly KubeNode[]): string =>
  nodes
    .slice(0, 5)
    .map(({ metadata }) => metadata.name)
    .join(", ");
