import { describe, expect, test } from "vitest";
import type { ClusterCheck } from "../../src/contract/cluster-check.ts";
import { checkHost, type KnownMachine } from "../../src/preflight/check-host.ts";
import { skewMs } from "../../src/preflight/checks/time.ts";
import type { Expectation } from "../../src/preflight/expectation.ts";
import { parseFacts } from "../../src/preflight/host-facts.ts";

const GIB = 1024 ** 3;
const NOW = 1_700_000_000_000;
const WANTED: Expectation = {
  role: "MANAGER",
  mayWork: true,
  nodes: 2,
  cpus: 4,
  gpus: 1,
  memoryBytes: 8 * GIB,
  machine: "x86_64",
  classId: "class",
  stackName: "arena",
  dataPath: "/opt/data",
  gateway: { host: "gate.example", port: 51_820 },
  askedAtMs: NOW,
  answeredAtMs: NOW + 400,
  login: "ada@rack",
  managerSwarmAddress: null,
};
const HEALTHY: Readonly<Record<string, string>> = {
  user: "ada",
  sudo: "free",
  os: "Debian GNU/Linux 12 (bookworm)",
  system: "Linux",
  kernel: "6.1.0-18-amd64",
  machine: "x86_64",
  cpus: "8",
  memory_bytes: String(16 * GIB),
  hostname: "rack",
  machine_id: "m1",
  cgroups: "v2",
  services: "systemd",
  open_files: "1048576",
  processes: "unlimited",
  time_zone: "UTC",
  clock_ms: String(NOW + 200),
  synchronized: "yes",
  module_overlay: "there",
  module_vxlan: "available",
  module_wireguard: "there",
  tun: "there",
  firewall: "none",
  data_path: "there",
  data_writable: "yes",
  data_free_bytes: String(100 * GIB),
  data_filesystem: "nfs",
  docker_free_bytes: String(100 * GIB),
  docker_filesystem: "ext2/ext3",
  disk_bytes_per_second: "400000000",
  gpu_devices: "2",
  gpus: "2",
  gpu_driver: "550.54.15",
  container_toolkit: "NVIDIA Container Toolkit CLI version 1.17.0",
  package_manager: "apt-get",
  docker: "24.0.7",
  docker_answers: "yes",
  swarm: "inactive false",
  swarm_managers: "",
  stack_class: "",
  port_2377: "free",
  port_7946: "free",
  port_4789: "free",
  gateway_address: "192.0.2.9",
  gateway_route: "10.0.0.2",
  gateway_mtu: "1500",
  gateway_udp: "sent",
  manager_address: "10.0.0.2",
  manager_mtu: "1500",
  manager_2377: "refused",
  "peer_7946 10.0.0.3": "refused",
  "registry registry.example:443": "open",
  nfs: "open",
};
type Facts = Readonly<Record<string, string | undefined>>;

function checked(
  facts: Facts = {},
  wanted: Partial<Expectation> = {},
  others: readonly KnownMachine[] = [],
): ClusterCheck[] {
  const lines = Object.entries({ ...HEALTHY, ...facts }).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name}=${value}`],
  );
  const parsed = parseFacts(["Welcome to rack!", ...lines, "complete=1"].join("\n"));
  if (parsed === null) throw new Error("no facts");
  return checkHost(parsed, { ...WANTED, ...wanted }, others);
}
const one = (checks: readonly ClusterCheck[], name: string): ClusterCheck => {
  const found = checks.find((check) => check.name === name);
  if (found === undefined) throw new Error(`no check ${name}`);
  return found;
};

test("there are more than 25 checks, each of a name of its own; on a host that is as it should be all pass", () => {
  const checks = checked();
  expect(new Set(checks.map(({ name }) => name)).size).toBe(checks.length);
  expect(checks.length).toBeGreaterThanOrEqual(30);
  expect(checks.filter(({ outcome }) => outcome !== "PASSED")).toEqual([]);
  expect(checks.every(({ remedy }) => remedy === null)).toBe(true);
});

test("what was not said is never taken for passed where that would be a risk, and nothing throws", () => {
  const nothing = parseFacts("complete=1");
  const checks = checkHost(nothing!, WANTED);
  const passed = checks.filter(({ outcome }) => outcome === "PASSED").map(({ name }) => name);
  expect(passed).not.toEqual(expect.arrayContaining(["SUDO"]));
  expect(checks.find(({ name }) => name === "SUDO")!.outcome).toBe("FAILED");
  expect(parseFacts("user=ada\nsudo=free")).toBeNull();
});

describe.each<[string, ClusterCheck["outcome"], Facts, Partial<Expectation>, RegExp, RegExp]>([
  ["SUDO", "FAILED", { sudo: "refused" }, {}, /may not use sudo/, /NOPASSWD/],
  ["SUDO", "FAILED", { sudo: "none" }, {}, /no sudo/, /apt-get install sudo/],
  ["OS", "FAILED", { system: "Darwin", os: undefined }, {}, /Darwin/, /Linux/],
  ["KERNEL", "WARNING", { kernel: "3.10.0-1160" }, {}, /3\.10/, /up to date/],
  ["ARCHITECTURE", "FAILED", { machine: "aarch64" }, {}, /aarch64/, /x86_64/],
  ["CPUS", "FAILED", { cpus: "2" }, {}, /^2$/, /edit the class to 2 CPUs/],
  ["MEMORY", "WARNING", { memory_bytes: String(8 * GIB) }, {}, /8 GiB/, /share this host/],
  ["MEMORY", "FAILED", { memory_bytes: String(4 * GIB) }, { role: "WORKER" }, /4 GiB/, /larger host/],
  ["CGROUPS", "FAILED", { cgroups: "none" }, {}, /None/, /mount -t cgroup2/],
  ["CGROUPS", "WARNING", { cgroups: "v1" }, {}, /Version 1/, /unified_cgroup_hierarchy/],
  ["SERVICE_MANAGER", "WARNING", { services: "sysv" }, {}, /sysv/, /restart of the host/],
  ["USER_LIMITS", "WARNING", { open_files: "1024" }, {}, /1024 open files, unlimited/, /limits\.d/],
  ["KERNEL_MODULES", "WARNING", { module_vxlan: "missing" }, {}, /vxlan/, /modprobe vxlan/],
  ["CLOCK_SKEW", "FAILED", { clock_ms: String(NOW - 60_000) }, {}, /60\.0 s behind/, /set-ntp true/],
  ["CLOCK_SKEW", "WARNING", { clock_ms: String(NOW + 5_400) }, {}, /5\.0 s ahead/, /set-ntp true/],
  ["TIME_SYNC", "WARNING", { synchronized: "no" }, {}, /Not synchronized/, /set-ntp/],
  ["TIME_ZONE", "WARNING", { time_zone: "CET" }, {}, /CET/, /set-timezone UTC/],
  ["NAME_RESOLUTION", "FAILED", { gateway_address: undefined }, {}, /gate\.example does not resolve/, /etc\/hosts/],
  ["OUTBOUND", "FAILED", { gateway_route: undefined }, {}, /no route/, /ip route add/],
  ["OUTBOUND", "FAILED", { gateway_udp: "rejected" }, {}, /rejected/, /UDP to gate\.example:51820/],
  ["OUTBOUND", "WARNING", { gateway_address: "127.0.0.1" }, {}, /own/, /ARENA_GATEWAY_HOST/],
  ["MTU", "FAILED", { gateway_mtu: "576" }, {}, /576/, /mtu 1500/],
  ["MTU", "WARNING", { manager_mtu: "1400" }, { role: "WORKER" }, /1400/, /tun0\.conf to 1320/],
  ["PORTS_FREE", "FAILED", { port_7946: "taken" }, {}, /TCP and UDP 7946/, /ss -lntup/],
  ["PORTS_REACHABLE", "FAILED", { "peer_7946 10.0.0.3": "blocked" }, {}, /10\.0\.0\.3:7946/, /UDP 4789/],
  ["PORTS_REACHABLE", "FAILED", { manager_2377: "blocked" }, { role: "WORKER" }, /10\.0\.0\.2:2377/, /TCP 2377/],
  ["FIREWALL", "WARNING", { firewall: "ufw" }, {}, /ufw is active/, /ufw allow 2377\/tcp/],
  ["FIREWALL", "WARNING", { firewall: "firewalld" }, {}, /firewalld/, /firewall-cmd --permanent/],
  ["TUNNEL_DEVICE", "WARNING", { module_wireguard: "missing", tun: "missing" }, {}, /Neither/, /modprobe wireguard/],
  ["DOCKER", "FAILED", { docker: undefined, package_manager: undefined }, {}, /apt, dnf/, /by hand/],
  ["DOCKER", "WARNING", { docker_answers: "no" }, {}, /does not answer/, /journalctl/],
  ["DOCKER_VERSION", "FAILED", { docker: "19.03.15" }, {}, /19\.03/, /up to date/],
  ["SWARM", "FAILED", { swarm: "active false" }, {}, /worker of another/, /swarm leave --force/],
  [
    "SWARM",
    "FAILED",
    { swarm: "active false", swarm_managers: "10.9.9.9:2377" },
    { role: "WORKER" },
    /10\.9\.9\.9/,
    /swarm leave/,
  ],
  [
    "SWARM",
    "FAILED",
    { swarm: "active false", swarm_managers: "110.0.0.2:2377" },
    { role: "WORKER", managerSwarmAddress: "192.0.2.2" },
    /110\.0\.0\.2/,
    /swarm leave/,
  ],
  ["LEFTOVER_STACK", "FAILED", { stack_class: "another" }, {}, /another class/, /docker stack rm arena/],
  ["REGISTRY_REACH", "WARNING", { "registry registry.example:443": "blocked" }, {}, /registry\.example/, /docker load/],
  ["GPUS", "FAILED", { gpu_devices: "0", gpus: undefined }, {}, /^0 of NVIDIA/, /1 GPUs/],
  ["GPU_DRIVER", "WARNING", { gpu_driver: undefined }, {}, /None answers/, /installed/],
  ["GPU_DRIVER", "WARNING", { gpu_driver: "470.1" }, {}, /470/, /ARENA_RAY_IMAGE/],
  ["CONTAINER_TOOLKIT", "WARNING", { container_toolkit: undefined }, {}, /Not there/, /installed/],
  ["DISK_SPACE", "FAILED", { data_free_bytes: String(GIB) }, {}, /1 GiB free/, /\/opt\/data/],
  ["DOCKER_SPACE", "WARNING", { docker_free_bytes: String(12 * GIB) }, {}, /12 GiB free/, /\/var\/lib\/docker/],
  ["DISK_SPEED", "WARNING", { disk_bytes_per_second: "9000000" }, {}, /9 MB\/s/, /faster disk/],
  ["STORAGE_PATH", "FAILED", { data_writable: "no" }, {}, /User 1000/, /chown 1000:100 \/opt\/data/],
  ["STORAGE_PATH", "FAILED", { data_path: "file" }, {}, /no folder/, /mkdir \/opt\/data/],
  ["SHARED_STORAGE", "WARNING", { data_filesystem: "xfs" }, {}, /xfs/, /NFS/],
  ["NFS_REACH", "FAILED", { nfs: "blocked" }, {}, /blocked/, /TCP 2049/],
])("%s %s", (name, outcome, facts, wanted, observed, remedy) => {
  test(`${JSON.stringify(facts)}`, () => {
    const check = one(checked(facts, wanted), name);
    expect(check.outcome).toBe(outcome);
    expect(check.observed).toMatch(observed);
    expect(check.remedy).toMatch(remedy);
  });
});

test("what does not concern a host is skipped, and says why", () => {
  const checks = checked({}, { role: "WORKER", gpus: 0, nodes: 1 });
  for (const name of ["OUTBOUND", "TUNNEL_DEVICE", "LEFTOVER_STACK", "GPUS", "GPU_DRIVER", "SHARED_STORAGE"])
    expect(one(checks, name)).toMatchObject({ outcome: "SKIPPED", observed: expect.stringMatching(/./) });
  expect(one(checked({ cpus: "1" }, { mayWork: false }), "CPUS").outcome).toBe("PASSED");
  expect(one(checked({ swarm: "active true" }), "PORTS_FREE").observed).toMatch(/Held by Docker/);
});

test("two addresses of one machine, and two machines of one name", () => {
  const same = one(checked({}, {}, [{ name: "10.0.0.3:22", machine: "m1 rack" }]), "MACHINE");
  expect(same).toMatchObject({ outcome: "FAILED", observed: "The same machine as 10.0.0.3:22" });
  const namesake = one(checked({}, {}, [{ name: "10.0.0.3:22", machine: "m2 rack" }]), "MACHINE");
  expect(namesake).toMatchObject({ outcome: "FAILED", remedy: expect.stringContaining("hostnamectl") });
  expect(one(checked({}, {}, [{ name: "10.0.0.3:22", machine: "m2 other" }]), "MACHINE").outcome).toBe("PASSED");
});

test("what the way explains is no skew", () => {
  expect(skewMs(NOW + 200, NOW, NOW + 400)).toBe(0);
  expect(skewMs(NOW + 900, NOW, NOW + 400)).toBe(500);
  expect(skewMs(NOW - 100, NOW, NOW + 400)).toBe(-100);
});
