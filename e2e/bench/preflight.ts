/**
 * How long a preflight of eight hosts takes, all at once as an installation does it, beside the same one host after
 * another. Real sshd, hosts of namespaces of this machine. `node e2e/bench/preflight.ts`; needs ARENA_TEST_DATABASE_URL.
 */
import { sshPackages } from "../cli/ssh-packages.ts";
import { makeInstallBed, type InstallBed, type Operation } from "../cluster/install-bed.ts";
import { startSystem } from "../system.ts";

const HOSTS = 8;
const isLookedAt = ({ hosts }: Operation): boolean =>
  hosts.every(({ stages }) => (stages[0]?.endedAt ?? null) !== null);
const hasEnded = ({ endedAt }: Operation): boolean => endedAt !== null;

/** Milliseconds from the order to the last host's answer, and how many checks each host had. */
async function preflight(bed: InstallBed, hosts: { manager: string; workers: string[] }): Promise<[number, number]> {
  await bed.client.updateResourceClass({ id: bed.classId, nodes: hosts.workers.length + 1 });
  const { id } = await bed.client.installCluster({ id: bed.classId, ...hosts });
  const looked = await bed.until(id, "all hosts are looked at", isLookedAt);
  const end = Math.max(...looked.hosts.map(({ stages }) => Date.parse(stages[0]!.endedAt!)));
  await bed.client.abortInstall({ id });
  await bed.until(id, "it ends", hasEnded);
  return [end - Date.parse(looked.createdAt), Math.min(...looked.hosts.map(({ checks }) => checks.length))];
}

const packages = await sshPackages();
if (typeof packages === "string") {
  console.log(`not measured: ${packages}`);
  process.exit();
}
const system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
const bed = await makeInstallBed(system, packages.folder, { nodes: HOSTS });
try {
  const hosts = await bed.start(
    ...Array.from({ length: HOSTS }, (_, index) => ({ name: `host${index}`, without: ["docker"] })),
  );
  const [together, checks] = await preflight(bed, bed.named(hosts));
  let single = 0;
  for (const host of hosts) single += (await preflight(bed, bed.named([host])))[0];
  console.log(`preflight of ${HOSTS} hosts, ${checks} checks each:`);
  console.log(`  all at once          ${(together / 1_000).toFixed(2)} s   target 10 s`);
  console.log(
    `  one after another    ${(single / 1_000).toFixed(2)} s   ${(single / together).toFixed(1)} times as long`,
  );
} finally {
  await bed.stop();
  await system.stop();
}
