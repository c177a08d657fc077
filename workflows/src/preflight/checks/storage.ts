import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { Expectation } from "../expectation.ts";
import type { HostFacts } from "../host-facts.ts";
import { gib, verdict } from "../verdict.ts";

const GIB = 1024 ** 3;
const LEAST_BYTES = 5 * GIB;
const GOOD_BYTES = 20 * GIB;
const SLOW_BYTES_PER_SECOND = 50_000_000;
const SHARED = /nfs|cifs|smb|ceph|gluster|lustre|gpfs|beegfs|fuse/i;

export function storageChecks(facts: HostFacts, wanted: Expectation): ClusterCheck[] {
  return [
    room(facts, "DISK_SPACE", "data", wanted.dataPath),
    room(facts, "DOCKER_SPACE", "docker", "/var/lib/docker"),
    diskSpeed(facts),
    storagePath(facts, wanted),
    sharedStorage(facts, wanted),
    nfs(facts),
  ];
}

function room(facts: HostFacts, name: string, fact: string, path: string): ClusterCheck {
  const { passed, warning, failed, skipped } = verdict(name, `${gib(GOOD_BYTES)} free for ${path}`);
  const free = facts.number(`${fact}_free_bytes`);
  if (free === null) return skipped("The host does not say it");
  const observed = `${gib(free)} free`;
  const remedy = `Make room on the disk of ${path}, or mount a larger one there.`;
  if (free < LEAST_BYTES) return failed(observed, remedy);
  return free < GOOD_BYTES ? warning(observed, remedy) : passed(observed);
}

function diskSpeed(facts: HostFacts): ClusterCheck {
  const { passed, warning, skipped } = verdict("DISK_SPEED", "50 MB/s or more");
  const speed = facts.number("disk_bytes_per_second");
  if (speed === null) return skipped("Nothing could be written to try it");
  const observed = `${Math.round(speed / 1_000_000)} MB/s`;
  return speed >= SLOW_BYTES_PER_SECOND
    ? passed(observed)
    : warning(observed, "Checkpoints take long to be written: use a faster disk for the storage path.");
}

function storagePath(facts: HostFacts, { dataPath }: Expectation): ClusterCheck {
  const { passed, failed } = verdict("STORAGE_PATH", `${dataPath}, where user 1000 may write`);
  switch (facts.text("data_path")) {
    case "there":
      return facts.text("data_writable") === "no"
        ? failed("User 1000 may not write there", `Let it: chown 1000:100 ${dataPath}`)
        : passed("There");
    case "file":
      return failed("It is no folder", `Move it away, and make a folder: mkdir ${dataPath}`);
    default:
      return passed("It will be made");
  }
}

function sharedStorage(facts: HostFacts, { nodes, dataPath }: Expectation): ClusterCheck {
  const { passed, warning, skipped } = verdict(
    "SHARED_STORAGE",
    nodes > 1 ? `${dataPath} is the same on every host` : "One node needs none",
  );
  if (nodes <= 1) return skipped("The class has one node");
  const kind = facts.text("data_filesystem") ?? "unknown";
  return SHARED.test(kind)
    ? passed(kind)
    : warning(
        `${kind}, this host’s own`,
        `Mount the same folder at ${dataPath} on every host (NFS), or name an NFS server for the volume data in arena-stack.yaml. The proof tells whether it is shared.`,
      );
}

function nfs(facts: HostFacts): ClusterCheck {
  const { passed, failed, skipped } = verdict("NFS_REACH", "The NFS server answers");
  const found = facts.text("nfs");
  if (found === null) return skipped("No NFS server is named");
  return found === "open"
    ? passed("TCP 2049 is open")
    : failed(
        `TCP 2049 is ${found}`,
        "Open TCP 2049 of the NFS server for this host, and see that it exports the folder.",
      );
}
