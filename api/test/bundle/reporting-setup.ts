import { spawn } from "node:child_process";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import type { BundleInput, SetupType } from "../../src/bundle/bundle-input.ts";
import { recordPrograms, type RecordedPrograms } from "./recorded-programs.ts";
import type { CommandResult } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle } from "./unpack-bundle.ts";

/**
 * Takes the place of a host, whose name the scripts there get. A host that is `broken` takes no connection. It bears an
 * interrupt if the test says so, which is how ssh does it: it ends as if the connection had.
 */
const SSH = `while [ "$1" != -- ]; do shift; done
export HOST=$2
case $2 in *broken*) echo "ssh: connect to host $2: Connection refused" >&2; exit 255 ;; esac
case $3 in *boot_id*) cat "$TMPDIR/boot"; exit ;; *reboot*) echo after >"$TMPDIR/boot"; exit 255 ;; esac
[ -z "$BEARS_INTERRUPTS" ] || { trap 'exit 255' INT; bash -c "$3" <&0 & wait $!; exit; }
exec bash -c "$3"`;
/** Of the scripts that run on a host: says what it is, does what the test asks of it, and is held while there is a file. */
const HOST_SCRIPT = `#!/bin/bash
script=\${0##*/}
echo "$script on $HOST, with $(ls "\${0%/*}/.." | tr '\\n' ' ')"
echo "$script warns" >&2
eval "$ON_HOST"
while [ -e "$TMPDIR/hold-$HOST-$script" ]; do sleep 0.05; done
case $script in
init-docker-swarm.sh) printf 'SWARM_MANAGER_ADDRESS=10.0.0.1:2377\\nSWARM_WORKER_TOKEN=SWMTKN-1-secret\\n' ;;
count-gpus.sh) echo "node\${HOST%.*}=2" ;;
esac >"\${0%/*}/../result"
`;
/** Asks on the terminal where there is one, as on that of ssh, and says no word more than it asks. */
const SUDO = `[ "$1" != -n ] || { [ ! -t 0 ] || exit 1; shift; exec "$@"; }
if [ -t 0 ]; then stty -echo; printf '[sudo] password for ada: '; read -r word; stty echo; echo "it has \${#word} characters"; fi
exec "$@"`;
const STAND_INS = {
  ssh: SSH,
  sudo: SUDO,
  id: `[ "$1" = -u ] && [ -n "$NO_ROOT" ] && echo 1000 || exec /usr/bin/id "$@"`,
  helm: `echo "helm $1"; eval "$ON_HELM"`,
  kubectl: `case "$*" in "config current-context") echo admin@rack ;; *unpack.sh*) cat >/dev/null ;; *) eval "$ON_KUBECTL" ;; esac`,
  // So that its arguments are recorded.
  curl: `exec "$REAL_CURL" "$@"`,
};
const REAL_CURL = ["/usr/bin/curl", "/bin/curl", "/usr/local/bin/curl"].find(existsSync) ?? "curl";

export interface RunningScript {
  /** Also its group's, as a shell on a terminal makes one. */
  readonly pid: number;
  /** Something that it started may still run. */
  readonly exited: Promise<number>;
  readonly ended: Promise<CommandResult>;
}

/** A bundle as somebody has unpacked it, whose hosts are recorded, and a server that is told of what is done. */
export interface ReportingSetup {
  readonly root: string;
  readonly programs: RecordedPrograms;
  readonly environment: NodeJS.ProcessEnv;
  start(script: string, args?: readonly string[], environment?: NodeJS.ProcessEnv): RunningScript;
  run(script: string, args?: readonly string[], environment?: NodeJS.ProcessEnv): Promise<CommandResult>;
  /** Until what is answered is called, that script on that host goes on. */
  hold(host: string, script: string): () => void;
  dispose(): void;
}

export async function reportingSetup(
  setupType: SetupType,
  serverUrl: string,
  changes: Partial<BundleInput> = {},
): Promise<ReportingSetup> {
  const payload = samplePayload();
  const bundle = await unpackBundle(sampleInput(payload, { serverUrl, gpus: 2, ...changes }), setupType);
  const programs = recordPrograms(STAND_INS);
  if (setupType === "dockerSwarm")
    for (const script of readdirSync(join(bundle.root, "remote")))
      writeFileSync(join(bundle.root, "remote", script), HOST_SCRIPT);
  writeFileSync(join(programs.directory, "boot"), "before\n");
  const { ARENA_REPORT: _off, ...inherited } = programs.environment;
  const environment = { ...inherited, REAL_CURL, TOKENS_FILE: join(programs.directory, "tokens") };
  const start: ReportingSetup["start"] = (script, args = [], more = {}) => {
    const child = spawn("bash", [join(bundle.root, script), ...args], {
      ...{ cwd: programs.directory, detached: true, stdio: ["ignore", "pipe", "pipe"] },
      env: { ...environment, ...more },
    });
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text));
    const exited = new Promise<number>((resolve) =>
      child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal!])),
    );
    const closed = new Promise((resolve) => child.once("close", resolve));
    return { pid: child.pid!, exited, ended: closed.then(async () => ({ code: await exited, stdout, stderr })) };
  };
  return {
    root: bundle.root,
    programs,
    environment,
    start,
    run: (...asked) => start(...asked).ended,
    hold(host, script) {
      const file = join(programs.directory, `hold-${host}-${script}`);
      writeFileSync(file, "");
      return () => rmSync(file, { force: true });
    },
    dispose() {
      for (const disposable of [payload, bundle, programs]) disposable.dispose();
    },
  };
}
