import { homedir } from "node:os";
import path from "node:path";
import type {
  CheckEvent,
  EnvironmentWorkshop,
  FoundEntryPoints,
  UnpackedSource,
} from "../domain/environment/workshop.ts";
import { NotAllowedError } from "../domain/errors.ts";
import { runCheckProcess } from "./check-process.ts";
import { CHECK_LIMITS, MAX_CHECKS_AT_ONCE, MAX_CHECKS_WAITING, PROFILE_SECONDS, type CheckLimits } from "./limits.ts";
import { runProgram } from "./run-program.ts";
import { SourceStore } from "./source-store.ts";
import { Turns } from "./turns.ts";
import { unpackArchive } from "./unpack-archive.ts";
import { VirtualEnvironments } from "./virtual-environment.ts";
import { makeWorkFolder, removeAbandonedFolders } from "./work-folders.ts";

export interface WorkshopSettings {
  readonly dataDir: string;
  readonly cacheDir: string;
  /** Null: the first on PATH that will do. */
  readonly python: string | null;
  readonly limits?: CheckLimits;
  /** False: as on a machine that permits no namespaces. */
  readonly namespaces?: boolean;
}

const CHECKS = path.resolve(import.meta.dirname, "../../../trainers/environment-checks");
const DISCOVERY_SECONDS = 30;

export function createWorkshop(settings: WorkshopSettings): EnvironmentWorkshop {
  const limits = settings.limits ?? CHECK_LIMITS;
  const store = new SourceStore(path.join(settings.dataDir, "environments"));
  const turns = new Turns(MAX_CHECKS_AT_ONCE, MAX_CHECKS_WAITING);
  const virtual = new VirtualEnvironments({
    cacheDir: settings.cacheDir,
    python: settings.python,
    requirementsFile: path.join(CHECKS, "requirements.txt"),
  });

  async function* run(source: UnpackedSource, order: object, bounds: CheckLimits, signal: AbortSignal) {
    const { python, folders } = await virtual.get();
    const giveBack = await turns.take(signal).catch((error: unknown) => {
      throw signal.aborted ? new NotAllowedError("The validation was cancelled.") : error;
    });
    try {
      const scratch = path.join(path.dirname(source.folder), "scratch");
      const request = {
        ...order,
        source: source.folder,
        scratch,
        kept: [source.folder, CHECKS, ...folders],
        hidden: [settings.dataDir, homedir()],
        limits: named(bounds),
        namespaces: settings.namespaces ?? true,
        profile_seconds: PROFILE_SECONDS,
      };
      const program = path.join(CHECKS, "main.py");
      yield* runCheckProcess({ python, program, request, wallMs: bounds.wallSeconds * 1000, signal });
    } finally {
      giveBack();
    }
  }

  return {
    async unpack(archive) {
      await removeAbandonedFolders();
      return unpackInto(archive);
    },
    async open(organizationId, sha256) {
      const archive = await store.read(organizationId, sha256);
      return archive === null ? null : unpackInto(archive);
    },
    has: (organizationId, sha256) => store.has(organizationId, sha256),
    store: (organizationId, archive) => store.store(organizationId, archive),
    remove: (organizationId, sha256) => store.remove(organizationId, sha256),
    async refusedRequirements(text) {
      if (text === "") return [];
      const { python } = await virtual.get();
      const program = path.join(CHECKS, "refuse_requirements.py");
      return JSON.parse(await runProgram(python, ["-I", program], { input: text, timeoutMs: 60_000 })) as string[];
    },
    findEntryPoints(source, signal) {
      const checkSeconds = Math.min(DISCOVERY_SECONDS, limits.checkSeconds);
      return foundIn(run(source, { mode: "discover" }, { ...limits, checkSeconds }, signal));
    },
    check(source, { mode, entryPoint, configuration, doRollouts }, signal) {
      const order = { mode, entry_point: entryPoint, configuration, do_rollouts: doRollouts };
      return run(source, order, limits, signal);
    },
  };
}

async function unpackInto(archive: Buffer): Promise<UnpackedSource> {
  const { source, remove } = await makeWorkFolder();
  try {
    await unpackArchive(archive, source);
    return { folder: source, close: remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function foundIn(events: AsyncIterable<CheckEvent>): Promise<FoundEntryPoints> {
  let found: FoundEntryPoints = { entryPoints: [], faults: [] };
  for await (const event of events) {
    if (event.type === "entry_points") found = event;
    if (event.type === "check" && event.result.error !== null) {
      found = { ...found, faults: [...found.faults, event.result.error] };
    }
  }
  return { entryPoints: found.entryPoints, faults: found.faults };
}

/** As the program's request calls them. */
function named(limits: CheckLimits): Record<string, number> {
  return Object.fromEntries(
    Object.entries(limits).map(([name, most]) => [
      name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
      most,
    ]),
  );
}
