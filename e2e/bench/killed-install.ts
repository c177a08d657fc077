/**
 * How long an installation of three hosts takes whose control worker is killed once in the middle of a stage, beside one
 * that nobody disturbs; in turns. Real sshd, hosts of namespaces of this machine, and a recorded Docker, of which every
 * answer takes a second, so that there is something to do. The floor is what the stages' own programs take on the slowest
 * host. `node e2e/bench/killed-install.ts [rounds] [stage]`; needs ARENA_TEST_DATABASE_URL.
 */
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { SshHost } from "../cli/ssh-host.ts";
import { sshPackages } from "../cli/ssh-packages.ts";
import { makeInstallBed, type InstallBed, type Operation } from "../cluster/install-bed.ts";
import { uuidOf } from "../experiments.ts";
import { startSystem } from "../system.ts";
import { until } from "../until.ts";

const ROUNDS = Number(process.argv[2] ?? 4);
const TARGET_RATIO = 1.2;
const NAMES = ["head", "one", "two"];
const DOCKER_SECONDS = 1;
/** The manager's, in turns, or the one that is asked for. */
const STAGES = ["DOCKER", "SWARM_INIT", "NODE_LABELS", "DEPLOY"] as const;
type Killed = (typeof STAGES)[number];
const KILLED_IN = STAGES.filter((stage) => (process.argv[3] ?? stage) === stage);
if (KILLED_IN.length === 0) throw new Error(`${process.argv[3]}: give one of ${STAGES.join(", ")}`);

interface Installed {
  readonly ms: number;
  /** Of the programs of the slowest host. */
  readonly programsMs: number;
  /** Of the manager's stages that run a program there. */
  readonly stageMs: ReadonlyMap<string, number>;
}

const areReady = ({ hosts }: Operation): boolean => hosts.every(({ state }) => state === "READY");
const hasEnded = ({ endedAt }: Operation): boolean => endedAt !== null;

const packages = await sshPackages();
if (typeof packages === "string") {
  console.log(`not measured: ${packages}`);
  process.exit();
}
const { folder } = packages;
const system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
try {
  const undisturbed: Installed[] = [];
  const killed: { readonly stage: Killed; readonly ms: number }[] = [];
  // To warm up.
  await installed();
  for (let round = 0; round < ROUNDS; round += 1) {
    const before = await installed();
    undisturbed.push(before);
    const stage = KILLED_IN[round % KILLED_IN.length]!;
    killed.push({ stage, ms: (await installed({ stage, afterMs: before.stageMs.get(stage)! / 2 })).ms });
  }
  const [plain, disturbed] = [median(undisturbed.map(({ ms }) => ms)), median(killed.map(({ ms }) => ms))];
  console.log(`an installation of ${NAMES.length} hosts, from the order until all are ready, ${ROUNDS} rounds:`);
  say("floor: the programs of the slowest host", median(undisturbed.map(({ programsMs }) => programsMs)));
  say("undisturbed", plain);
  const more = `${((disturbed - plain) / 1_000).toFixed(1)} s more, ${(disturbed / plain).toFixed(2)} times as long`;
  say("control worker killed once", disturbed, `${more}, wanted: ${TARGET_RATIO.toFixed(1)} at most`);
  for (const stage of KILLED_IN) {
    const times = killed.filter((one) => one.stage === stage).map(({ ms }) => ms);
    if (times.length > 0) say(`  in ${stage}`, median(times));
  }
} finally {
  await system.stop();
}

/** On hosts of its own; the control worker is killed once that stage has run for so long on the manager. */
async function installed(kill?: { readonly stage: Killed; readonly afterMs: number }): Promise<Installed> {
  const bed = await makeInstallBed(system, folder, { nodes: NAMES.length - 1 });
  try {
    const hosts = await bed.start(...NAMES.map((name) => ({ name })));
    for (const host of hosts) {
      slowDocker(host);
      timeCommands(bed, host);
    }
    const orderedAt = performance.now();
    const { id } = await bed.install(hosts);
    const ready = bed.until(id, "all hosts are ready", areReady, 180_000);
    const atKill = kill === undefined ? null : await killWithin(bed, id, hosts[0]!, kill);
    const end = await ready;
    const ms = performance.now() - orderedAt;
    const programs = hosts.map((host) => programsOf(bed, host, uuidOf(id)));
    expectNothingRepeated(end, atKill, programs);
    await bed.client.abortInstall({ id });
    await bed.until(id, "it ends", hasEnded);
    return { ms, programsMs: Math.max(...programs.map(({ sumMs }) => sumMs)), stageMs: programs[0]!.stageMs };
  } finally {
    await bed.stop();
    await system.awaitHealthy();
  }
}

/** Answers with what was done until then. */
async function killWithin(
  { client }: InstallBed,
  id: string,
  manager: SshHost,
  { stage, afterMs }: { readonly stage: Killed; readonly afterMs: number },
): Promise<Operation> {
  const begun = path.join(stagesOn(manager, uuidOf(id)), `${stage}-1`, "process");
  const hasRun = (): boolean => existsSync(begun) && Date.now() - statSync(begun).mtimeMs >= afterMs;
  await until(hasRun, { what: () => `${stage} is half done`, deadlineMs: 120_000, everyMs: 10 });
  const atKill = await client.clusterOperation(id);
  system.kill("control-worker");
  return atKill!;
}

interface Programs {
  readonly stageMs: ReadonlyMap<string, number>;
  readonly sumMs: number;
  /** How often the host was looked at, and each stage begun, as the host itself has it. */
  readonly preflights: number;
  readonly starts: readonly number[];
  readonly docker: readonly string[];
}

function programsOf({ lab }: InstallBed, host: SshHost, operationId: string): Programs {
  const stages = stagesOn(host, operationId);
  const names = readdirSync(stages);
  const at = (name: string, file: string): number => statSync(path.join(stages, name, file)).mtimeMs;
  const stageMs = new Map(names.map((name) => [name.replace(/-1$/, ""), at(name, "exit") - at(name, "process")]));
  const commands = NAMES.flatMap((name) => timesOf(lab.recorded(`times-${name}`)).map((one) => ({ ...one, name })));
  const looks = commands.filter(({ name, command }) => name === host.name && command.endsWith(" bash -s"));
  // The manager labels each node, which is called as its host is.
  const labels = commands.filter(({ command }) => command.includes(`node${host.name}=`));
  const others = [looks.at(-1)!, ...labels].map(({ ms }) => ms);
  return {
    stageMs,
    sumMs: [...stageMs.values(), ...others].reduce((sum, ms) => sum + ms, 0),
    preflights: looks.length,
    starts: names.map((name) => Number(readFileSync(path.join(stages, name, "starts"), "utf8"))),
    docker: lab.docker(host.name),
  };
}

/** What was done when the worker was killed is as it was then, and each program was begun once, and that to its end. */
function expectNothingRepeated(end: Operation, atKill: Operation | null, programs: readonly Programs[]): void {
  for (const [index, { stages }] of end.hosts.entries()) {
    const { preflights, starts, docker } = programs[index]!;
    const done = atKill?.hosts[index]!.stages.filter(({ state }) => state === "DONE") ?? [];
    for (const before of done) {
      const after = stages.find(({ name }) => name === before.name);
      if (JSON.stringify(after) !== JSON.stringify(before)) throw new Error(`${before.name} was done again`);
    }
    const changes = docker.filter((call) => /^(swarm init|swarm join |stack deploy)/.test(call));
    const isLookedAt = atKill === null || done.some(({ name }) => name === "PREFLIGHT");
    if (
      stages.some(({ attempt }) => attempt !== 1) ||
      starts.some((count) => count !== 1) ||
      (isLookedAt && preflights !== 1) ||
      changes.length !== (index === 0 ? 2 : 1)
    )
      throw new Error(`repeated on host ${index}: ${JSON.stringify({ stages, starts, preflights, changes })}`);
  }
}

function stagesOn(host: SshHost, operationId: string): string {
  return host.path(`/var/lib/arena-install/${operationId}/stages`);
}

function slowDocker(host: SshHost): void {
  putBefore(host, "docker", `sleep ${DOCKER_SECONDS}\nexec /usr/local/bin/docker-kept "$@"\n`);
}

/** Notes how long each command took that somebody who logged in has asked for. */
function timeCommands({ lab }: InstallBed, host: SshHost): void {
  const times = `times-${host.name}`;
  writeFileSync(lab.recordOf(times), "");
  chmodSync(lab.recordOf(times), 0o666);
  const note = `printf '%s\\037%s\\036' "$(($(date +%s%3N) - begun))" "$SSH_ORIGINAL_COMMAND" >>/record/${times}`;
  putBefore(
    host,
    "record-command",
    `begun=$(date +%s%3N)\n/usr/local/bin/record-command-kept\nstatus=$?\n${note}\nexit $status\n`,
  );
}

function timesOf(recorded: string): { readonly ms: number; readonly command: string }[] {
  const lines = recorded.split("\u001e").filter(Boolean);
  return lines.map((line) => line.split("\u001f")).map(([ms, command]) => ({ ms: Number(ms), command: command! }));
}

function putBefore(host: SshHost, program: string, script: string): void {
  const file = host.path(`/usr/local/bin/${program}`);
  renameSync(file, `${file}-kept`);
  writeFileSync(file, `#!/bin/bash\n${script}`, { mode: 0o755 });
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const half = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
}

function say(name: string, ms: number, more = ""): void {
  console.log(`  ${name.padEnd(42)} ${(ms / 1_000).toFixed(1).padStart(5)} s   ${more}`.trimEnd());
}
