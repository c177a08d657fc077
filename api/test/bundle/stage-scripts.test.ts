import { existsSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { recordPrograms, type RecordedPrograms } from "./recorded-programs.ts";
import { runCommand, type CommandResult } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle, type UnpackedBundle } from "./unpack-bundle.ts";

/** Takes the place of a host: runs what it is asked to, unless the host is one that fails. */
const SSH = `while [ "$1" != -- ]; do shift; done
case $2 in *broken*) echo "connection refused" >&2; exit 255 ;; esac
exec bash -c "$3"`;
const DOCKER = `case "$*" in
"info --format {{.Swarm.LocalNodeState}} {{.Swarm.ControlAvailable}}") echo "$SWARM_STATE" ;;
"info --format {{.Swarm.LocalNodeState}} {{range"*) echo "inactive " ;;
"info --format {{.Swarm.NodeID}}") echo node1 ;;
"swarm join-token worker") printf 'To add a worker to this swarm, run the following command:\\n\\n    docker swarm join --token SWMTKN-1-x 10.0.0.1:2377\\n\\n' ;;
"swarm join-token -q worker") echo SWMTKN-1-x ;;
"version"*) echo 24.0.7 ;;
"service inspect"*class-id*) echo "$CLASS_OF_STACK" ;;
"service inspect"*) echo Walkers ;;
"ps -q"*) echo container1 ;;
"exec -i container1"*) cat >"$TMPDIR/payload.tar" ;;
esac`;

const CLASS_ID = "01a2075e-0000-7000-8000-000000000001";

let payload: ReturnType<typeof samplePayload>;
let bundle: UnpackedBundle;
let programs: RecordedPrograms;
beforeAll(async () => {
  payload = samplePayload();
  bundle = await unpackBundle(
    sampleInput(payload, { classId: CLASS_ID, className: "$(touch /tmp/never)'" }),
    "dockerSwarm",
  );
  programs = recordPrograms({
    ssh: SSH,
    docker: DOCKER,
    sudo: `[ "$1" = -n ] && shift; exec "$@"`,
    reboot: "",
    systemctl: "",
  });
});
afterEach(() => {
  programs.forget();
  // What a stage sends to a host, secrets among it, does not stay there.
  expect(readdirSync(programs.directory).filter((name) => name.startsWith("arena-"))).toEqual([]);
});
afterAll(() => {
  payload.dispose();
  bundle.dispose();
  programs.dispose();
});

const stage = (name: string, args: string[], more: NodeJS.ProcessEnv = {}): Promise<CommandResult> =>
  runCommand("bash", [join(bundle.root, name), ...args], {
    env: { ...programs.environment, SWARM_STATE: "inactive false", ...more },
    cwd: programs.directory,
  });
/** Options and target of each call of ssh, without what is the same for all. */
const targets = (): string[] => [
  ...new Set(
    programs.callsOf("ssh").map((call) =>
      call
        .slice(4, call.indexOf("--") + 2)
        .filter((one) => one !== "--")
        .join(" "),
    ),
  ),
];

describe("hosts as people type them", () => {
  test.each<[string, NodeJS.ProcessEnv, string]>([
    ["head.example.com", {}, "head.example.com"],
    ["ada@10.0.0.1", {}, "ada@10.0.0.1"],
    ["10.0.0.1:2222", {}, "-p 2222 10.0.0.1"],
    ["ada@head:2222", {}, "-p 2222 ada@head"],
    ["[2001:db8::1]:2222", {}, "-p 2222 2001:db8::1"],
    ["ada@[2001:db8::1]", {}, "ada@2001:db8::1"],
    ["2001:db8::1", {}, "2001:db8::1"],
    ["ada@head", { SSH_USER: "grace" }, "grace@head"],
    ["head", { SSH_EXTRA_OPTS: `-i "/a key" -o 'ProxyJump=b c'` }, "-i /a key -o ProxyJump=b c head"],
    ["head", { SSH_EXTRA_OPTS: "-o X=$(touch${IFS}/tmp/arena-never)" }, "-o X=$(touch${IFS}/tmp/arena-never) head"],
  ])("%s with %j", async (host, more, target) => {
    const done = await stage("label-docker-swarm-gpus.sh", ["--dry-run", host], more);
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(targets()).toEqual([target]);
    expect(existsSync("/tmp/arena-never")).toBe(false);
  });

  test.each(["localhost", "127.0.0.1", "[::1]:22", "ada@localhost", hostname()])("%s is this machine", async (host) => {
    const done = await stage("label-docker-swarm-gpus.sh", [host]);
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(programs.callsOf("ssh")).toEqual([]);
    expect(programs.callsOf("docker")).toContainEqual(expect.arrayContaining(["node", "update", "node1"]));
  });

  test.each(["-oProxyCommand=touch /tmp/arena-never", "a b", "$(id)", "ada;id@host", "host;id", "-l@host", ""])(
    "%j is refused before anything is called",
    async (host) => {
      const done = await stage("init-docker-swarm.sh", [host]);
      expect(done.code).toBe(2);
      expect(programs.calls()).toEqual([]);
    },
  );
});

describe("stages", () => {
  test("a host that fails is named on standard error, and the others are done", async () => {
    const done = await stage("install-docker.sh", ["--dry-run", "one", "broken-two", "three"]);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("[broken-two] failed: cannot be reached");
    expect(done.stderr).toContain("failed on: broken-two");
    expect(targets()).toEqual(["one", "broken-two", "three"]);
  });

  test("without GPUs in the class, the NVIDIA stages touch no host", async () => {
    for (const name of ["install-nvidia-driver.sh", "install-nvidia-container-toolkit.sh"]) {
      const done = await stage(name, ["one", "two"]);
      expect(done, done.stderr).toMatchObject({ code: 0 });
      expect(done.stdout).toContain("the class has no GPUs");
    }
    expect(programs.calls()).toEqual([]);
  });

  test("the Swarm is made, its token kept for its owner; a worker joins by it", async () => {
    const tokens = join(programs.directory, "tokens file");
    const made = await stage("init-docker-swarm.sh", ["head:22", "10.0.0.1"], { TOKENS_FILE: tokens });
    expect(made, made.stderr).toMatchObject({ code: 0 });
    expect(made.stdout + made.stderr).not.toContain("SWMTKN");
    expect(programs.callsOf("docker")).toContainEqual(["swarm", "init", "--advertise-addr", "10.0.0.1"]);
    expect(readFileSync(tokens, "utf8")).toBe("SWARM_MANAGER_ADDRESS=10.0.0.1:2377\nSWARM_WORKER_TOKEN=SWMTKN-1-x\n");
    expect(statSync(tokens).mode & 0o777).toBe(0o600);

    const joined = await stage("join-docker-swarm.sh", ["--tokens-file", tokens, "one", "ada@two"]);
    expect(joined, joined.stderr).toMatchObject({ code: 0 });
    expect(programs.callsOf("docker").filter((call) => call.includes("join"))).toEqual(
      expect.arrayContaining([["swarm", "join", "--token", "SWMTKN-1-x", "10.0.0.1:2377"]]),
    );
    rmSync(tokens);
  });

  test("a Swarm that is there stays; a worker of another is refused with what to do", async () => {
    const tokens = join(programs.directory, "tokens");
    const again = await stage("init-docker-swarm.sh", ["head"], { SWARM_STATE: "active true", TOKENS_FILE: tokens });
    expect(again, again.stderr).toMatchObject({ code: 0 });
    expect(programs.callsOf("docker").some((call) => call.includes("init"))).toBe(false);
    const other = await stage("init-docker-swarm.sh", ["head"], { SWARM_STATE: "active false", TOKENS_FILE: tokens });
    expect(other.code).toBe(1);
    expect(other.stderr).toMatch(/worker of another Swarm[^]*\[head\] failed/);
    rmSync(tokens, { force: true });
  });

  test("a stack of this name that is another class's is left alone, and the remedy is named", async () => {
    const done = await stage("deploy-arena-stack.sh", ["head"], { CLASS_OF_STACK: "another" });
    expect(done.code).toBe(1);
    expect(done.stderr).toMatch(/the stack arena is of the class Walkers: set ARENA_STACK_NAME/);
    expect(programs.callsOf("docker").filter(([first]) => first === "stack" || first === "exec")).toEqual([]);
    const again = await stage("deploy-arena-stack.sh", ["head"], { CLASS_OF_STACK: CLASS_ID });
    expect(again, again.stderr).toMatchObject({ code: 0 });
  });

  test("the stack is deployed under its name, and the head is given its programs", async () => {
    const done = await stage("deploy-arena-stack.sh", ["head"], { ARENA_STACK_NAME: "mine" });
    expect(done, done.stderr).toMatchObject({ code: 0 });
    const docker = programs.callsOf("docker");
    expect(docker.find(([first]) => first !== "service")).toEqual([
      "stack",
      "deploy",
      "--prune",
      "--resolve-image",
      "changed",
      "--compose-file",
      "arena-stack.yaml",
      "mine",
    ]);
    expect(docker.at(-1)).toEqual(["exec", "-i", "container1", "/bin/bash", "/arena/unpack.sh", "0.1.0"]);
    const listed = await runCommand("tar", ["-t", "-f", join(programs.directory, "payload.tar")]);
    expect(listed.stdout.split("\n")).toEqual(expect.arrayContaining(["./node.gz", "./agent.mjs", "./SHA256SUMS"]));
  });

  test.each(["a b", "$(id)", "../x"])("a stack called %j is refused", async (name) => {
    const done = await stage("deploy-arena-stack.sh", ["head"], { ARENA_STACK_NAME: name });
    expect(done.code).toBe(2);
    expect(programs.calls()).toEqual([]);
  });
});

describe("setup.sh", () => {
  test("does every stage in order, each host once", async () => {
    const done = await stage("setup.sh", ["--dry-run", "--manager", "head", "--workers", "one, two,head,,one"]);
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect([...done.stdout.matchAll(/^== (.*)$/gm)].map(([, title]) => title)).toEqual([
      "Installing Docker Engine",
      "Installing NVIDIA driver",
      "Installing NVIDIA Container Toolkit",
      "Initializing Docker Swarm",
      "Joining workers to the Swarm",
      "Labelling GPU nodes",
      "Deploying Arena stack",
    ]);
    expect(targets()).toEqual(["head", "one", "two"]);
  });

  test("a dry run changes nothing", async () => {
    await stage("setup.sh", ["--dry-run", "--manager", "head", "--workers", "one"]);
    const changing = programs
      .callsOf("docker")
      .filter((call) => /^(stack|node|exec|swarm (init|join$|leave))/.test(call.join(" ")));
    expect(changing).toEqual([]);
    expect(programs.callsOf("reboot")).toEqual([]);
    expect(existsSync(join(bundle.root, "swarm-tokens.txt"))).toBe(false);
  });

  test("without a manager it says what it needs", async () => {
    const done = await stage("setup.sh", []);
    expect(done.code).toBe(2);
    expect(done.stderr).toMatch(/usage: setup\.sh[^]*Give --manager/);
  });

  test("a stage that fails ends it, and is named", async () => {
    const done = await stage("setup.sh", ["--dry-run", "--manager", "broken"]);
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("'Installing Docker Engine' failed");
    expect(done.stdout).not.toContain("Installing NVIDIA driver");
  });
});
