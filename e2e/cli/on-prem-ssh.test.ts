import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { createClient, type ArenaClient } from "@arena/sdk";
import { followUntil } from "../cluster/follow-until.ts";
import { logsOf, newestOperation } from "../cluster/shown-operation.ts";
import { startSystem, type System } from "../system.ts";
import { arenaCommand, type ArenaCommand, type Ended } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";
import { asAda, configureSsh, inSwarm, leftOn, login, orderOf, orderOfClass, silentHost } from "./on-prem-hosts.ts";
import type { Asked } from "./on-prem-hosts.ts";
import { makeOrganization } from "./people.ts";
import type { HostSettings, SshHost } from "./ssh-host.ts";
import { ANSWER, makeSshLab, PASSWORD, type SshLab } from "./ssh-lab.ts";
import { sshPackages } from "./ssh-packages.ts";

/** With GPUs, so that every stage goes to every host; and without. */
const [RACK, PLAIN] = ["Rack $(touch arena-never) 'x'", "Plain"];
const LIMIT_MS = 120_000;
const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
const packages = await sshPackages();

let system: System;
beforeAll(async () => {
  if (typeof packages !== "string" && clients.some((client) => typeof client !== "string"))
    // No agent comes from hosts that are none: the proof of what was installed is soon over.
    system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
}, 300_000);
afterAll(() => system?.stop());

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version on-prem over ssh",
  { timeout: LIMIT_MS },
  ({ version, client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    if (typeof packages === "string") return void test.skip(`not tried: ${packages}`, () => undefined);
    let arena: ArenaCommand;
    let apiKey: string;
    let shown: ArenaClient;
    let lab: SshLab;
    beforeAll(async () => {
      ({ apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER"));
      arena = arenaCommand(client, { ARENA_BASE_URL: system.address, ARENA_API_KEY: apiKey });
      shown = createClient({ url: system.address, apiKey });
      for (const args of [["providers", "enable"], orderOfClass(RACK, 1), orderOfClass(PLAIN, 0)])
        expect(await arena.run(["on-prem", ...args])).toMatchObject({ code: 0 });
    }, LIMIT_MS);
    afterAll(async () => {
      arena?.remove();
      await shown?.close();
    });
    beforeEach(() => {
      lab = makeSshLab(packages.folder);
      mkdirSync(temporary());
    });
    afterEach(async () => {
      // What the stages send, secrets among it, stays neither on a host nor here; and no name was run.
      const found = { ...leftOn(lab.hosts()), sent: readdirSync(temporary()), here: readdirSync(arena.folder) };
      await lab.stop();
      expect(found).toEqual({ left: [], touched: [], sent: [], here: [] });
    });

    const temporary = (): string => path.join(lab.folder, "temporary");
    const start = (...settings: readonly Omit<HostSettings, "address">[]): Promise<SshHost[]> =>
      Promise.all(settings.map((one, index) => lab.start({ ...one, address: `127.0.0.${index + 2}` })));
    const argsOf = (command: string, hosts: readonly string[], asked: Asked = {}): string[] =>
      orderOf(command, hosts, { name: PLAIN, options: lab.options, ...asked });
    const onPrem = (command: string, hosts: readonly string[], asked: Asked = {}): Promise<Ended> =>
      arena.run(argsOf(command, hosts, asked), { TMPDIR: temporary(), ...asked.environment });
    const install = async (hosts: readonly string[], asked: Asked = {}): Promise<Ended> => {
      const installed = await onPrem("install", hosts, asked);
      expect(installed.code, installed.text).toBe(0);
      return installed;
    };

    test("install does every stage on every host, in order, and finds the services ready", async () => {
      const hosts = await start({ name: "head" }, { name: "one", without: ["docker"] }, { name: "two" });
      const installed = await install(asAda(hosts), { name: RACK });
      expect(installed.text).toContain("Stack 'arena' is up; all services running.");
      const everywhere = (script: string): string[] => ["head", "one", "two"].map((host) => `${host} ${script}`);
      expect(lab.stages()).toEqual([
        ...everywhere("install-docker"),
        ...everywhere("install-nvidia-driver"),
        ...everywhere("install-nvidia-container-toolkit"),
        "head init-docker-swarm",
        "one join-docker-swarm",
        "two join-docker-swarm",
        ...everywhere("count-gpus"),
        "head label-nodes",
        "head deploy-arena-stack",
      ]);
      expect(lab.callsOf("apt-get", "one")).toContainEqual(["install", "-y", "-q", "docker.io"]);
      expect(lab.callsOf("apt-get")).toHaveLength(2);
      expect(lab.docker("head")).toContain("node update --label-add arena.gpus=0 --label-add arena.gpu=false nodetwo");
      expect(lab.recorded("unpacked").split("\n")).toEqual(expect.arrayContaining(["./node.gz", "./agent.mjs"]));
      expect(lab.asked()).toEqual([
        "sudo docker stack services arena --format '{{.Name}}\\t{{.Replicas}}'",
        "sudo docker service ps arena_ray-worker arena_ray-head --no-trunc 2>/dev/null || true",
      ]);
      const { id } = await newestOperation(shown, RACK);
      const told = await followUntil(shown, id, "it is told", ({ status }) => status === "WAITING");
      expect(told).toMatchObject({ kind: "INSTALL", driver: "EXTERNAL", reportedBy: expect.stringMatching(/.@./) });
      expect(told.hosts.map(({ role, name, state }) => [role, name, state])).toEqual(
        asAda(hosts).map((host, index) => [index === 0 ? "MANAGER" : "WORKER", host, "READY"]),
      );
      expect(told.hosts.flatMap(({ stages }) => stages.filter(({ state }) => state !== "DONE"))).toEqual([]);
      expect((await logsOf(shown, id))[1]).toContain("install-docker.sh");
      for (const host of hosts) {
        expect(host.log()).toMatch(/Accepted publickey for ada from 127\.0\.0\.1 port \d+ ssh2: ED25519/);
        expect(host.log()).not.toMatch(/Accepted \w+ for (?!ada)/);
        expect(statSync(host.path("/opt/data/arena"))).toMatchObject({ uid: 1000, gid: 100 });
      }
    });

    test("no secret is in what is said, in arguments of processes, or where others on a host read it", async () => {
      const hosts = await start({ name: "head" }, { name: "one" });
      const installed = await install(asAda(hosts), { more: ["-v"] });
      const kept = "deployed/config.d";
      const files = readdirSync(lab.recordOf(kept)).map((name) => lab.recordOf(`${kept}/${name}`));
      for (const file of files) expect(statSync(file).mode & 0o077).toBe(0);
      const secrets = files.flatMap((file) => readFileSync(file, "utf8").match(/[\w+/=-]{30,}/g) ?? []);
      expect(secrets.length).toBeGreaterThanOrEqual(4);
      // Where the class has its keys: the files that are looked for are there.
      expect(files.map((file) => path.basename(file))).toContain("tun0.conf");
      const told = (await logsOf(shown, (await newestOperation(shown, PLAIN)).id)).join("\n");
      expect(told).toContain("join-docker-swarm.sh");
      for (const secret of [...secrets, apiKey, "SWMTKN"])
        expect(installed.stdout + installed.stderr + told).not.toContain(secret);
      // Docker takes the token for workers in no other way.
      const processes = lab.recorded("processes").replaceAll(/^.*docker swarm join --token .*$/gm, "");
      expect(processes).toContain("remote/deploy-arena-stack.sh");
      for (const secret of [...secrets, "SWMTKN"]) expect(processes).not.toContain(secret);
      const readable = new Set(lab.recorded("readable").split("\n").filter(Boolean));
      expect([...readable].filter((file) => !file.startsWith("/var/lib/docker-stand-in/"))).toEqual([]);
    });

    test("installed again, nothing is installed, made or joined again", async () => {
      const hosts = asAda(await start({ name: "head" }, { name: "one", without: ["docker"] }));
      await install(hosts, { more: ["--advertise-addr", "10.77.0.1"] });
      const first = { stages: lab.stages(), stack: lab.recorded("deployed/arena-stack.yaml") };
      expect(lab.docker("head")).toContain("swarm init --advertise-addr 10.77.0.1");
      lab.forget();
      await install(hosts);
      expect({ stages: lab.stages(), stack: lab.recorded("deployed/arena-stack.yaml") }).toEqual(first);
      expect(lab.callsOf("apt-get")).toEqual([]);
      expect(
        [...lab.docker("head"), ...lab.docker("one")].filter((call) => /^swarm (init|join |leave)/.test(call)),
      ).toEqual([]);
      expect(lab.docker("head")).toContainEqual(expect.stringMatching(/^stack deploy .* arena$/));
    });

    test("down scales each service to nothing, and says so where there is none", async () => {
      const [head] = await start({ name: "head" });
      inSwarm(head!, "manager", "control", "stack");
      const down = await onPrem("down", asAda([head!]));
      expect(down.code, down.text).toBe(0);
      const scaled = "sudo docker service scale arena_ray-head=0 arena_ray-worker=0 arena_tunnel=0";
      expect(lab.asked()).toEqual(["sudo docker stack services arena --format '{{.Name}}'", scaled]);
      expect(existsSync(head!.path("/var/lib/docker-stand-in/stopped"))).toBe(true);
      const other = await onPrem("down", asAda([head!]), { more: ["--stack-name", "x; touch arena-never"] });
      expect(other).toMatchObject({ code: 0 });
      // On a terminal, what Docker says against it is among what it lists: the client takes it for the name of a service.
      const [listed, ...more] = lab.docker("head").slice(2);
      expect(listed).toBe("stack services x; touch arena-never --format {{.Name}}");
      expect(more).toEqual(["service scale Nothing found in stack: x; touch arena-never=0"]);
    });

    test("teardown removes the stack, and lets every host leave the Swarm when asked to", async () => {
      const hosts = await start({ name: "head" }, { name: "one" });
      inSwarm(hosts[0]!, "manager", "control", "stack");
      inSwarm(hosts[1]!, "manager");
      expect(await onPrem("teardown", asAda(hosts))).toMatchObject({ code: 0 });
      expect(lab.asked()).toEqual(["sudo docker stack rm arena"]);
      expect(existsSync(hosts[0]!.path("/var/lib/docker-stand-in/stack"))).toBe(false);
      lab.forget();
      const torn = await onPrem("teardown", asAda(hosts), { more: ["--leave-swarm", "--disable-provider"] });
      expect(torn.code, torn.text).toBe(0);
      expect(lab.docker("head")).toEqual(["stack rm arena", "stack ls --format {{.Name}}", "swarm leave --force"]);
      expect(lab.docker("one")).toEqual(["swarm leave --force"]);
      for (const host of hosts) expect(existsSync(host.path("/var/lib/docker-stand-in"))).toBe(false);
      expect((await arena.run(["on-prem", "providers", "get"])).text).toMatch(/status │ Disabled/);
    });

    test("a host that refuses connections, or a key, ends it before anything is done", async () => {
      const [head] = await start({ name: "head" });
      const silent = await silentHost();
      for (const [hosts, options, host, message] of [
        [[silent], lab.options, silent, "Connection refused"],
        [asAda([head!]), lab.optionsOfAStranger, asAda([head!])[0]!, "Permission denied (publickey)"],
        [["nobody@127.0.0.2:" + head!.port], lab.options, `nobody@127.0.0.2:${head!.port}`, "Permission denied"],
      ] as const) {
        const failed = await onPrem("install", hosts, { options });
        expect(failed.code).toBe(1);
        expect(failed.text).toContain(message);
        expect(failed.text).toContain(`[${host}] failed: cannot be reached, or takes no files failed on: ${host}`);
        expect(failed.text).toMatch(/Stage 1\/6 'Installing Docker Engine' failed on .* \(exit 1\)/);
      }
      expect(lab.calls()).toEqual([]);
      expect(head!.log()).toMatch(/Connection (reset|closed) by authenticating user ada/);
    });

    test("a worker that refuses connections is named, the others are done, and no Swarm is made", async () => {
      const [head, two] = await start({ name: "head" }, { name: "two", without: ["docker"] });
      const silent = await silentHost();
      const failed = await onPrem("install", [...asAda([head!]), silent, ...asAda([two!])]);
      expect(failed.code).toBe(1);
      expect(failed.text).toContain(`[${silent}] failed: cannot be reached, or takes no files`);
      expect(lab.stages()).toEqual(["head install-docker", "two install-docker"]);
      const { id } = await newestOperation(shown, PLAIN);
      const told = await followUntil(shown, id, "it is told", ({ status }) => status === "FAILED");
      expect(told.hosts.map(({ state, message }) => [state, message])).toEqual([
        ["ABORTED", expect.stringMatching(/^The setup ended before it/)],
        ["FAILED", expect.stringMatching(/failed: cannot be reached/)],
        ["ABORTED", null],
      ]);
      expect(lab.docker("head").some((call) => call.startsWith("swarm"))).toBe(false);
    });

    test("a host without sudo, or who may not use it, is told so", async () => {
      const [bare, head] = await start({ name: "bare", without: ["sudo"] }, { name: "head" });
      for (const [host, message] of [
        [login("ada", bare!), /there is no sudo: install it, or log in as root/],
        [login("eve", head!), /if sudo asks for a password there: run this on a terminal/],
      ] as const) {
        const failed = await onPrem("install", [host]);
        expect(failed.code).toBe(1);
        expect(failed.text).toMatch(message);
        expect(failed.text).toContain(`[${host}] failed: install-docker.sh exited with`);
      }
      expect([...lab.docker("bare"), ...lab.docker("head")]).toEqual([]);
    });

    test("where sudo asks for a password, it asks on the terminal", async () => {
      const [head] = await start({ name: "head" });
      const onTerminal = arenaCommand(
        { ...client, executable: "python3" },
        { ARENA_BASE_URL: system.address, ARENA_API_KEY: apiKey, TMPDIR: temporary(), TERM: "dumb" },
      );
      try {
        // The client shows no question of its own verifier's.
        const args = argsOf("install", [login("carla", head!)], { more: ["--skip-verify"] });
        const installed = await onTerminal.run([ANSWER, PASSWORD, client.executable, ...args]);
        expect(installed.code, installed.text).toBe(0);
        expect(installed.text).toContain("[sudo] password for carla:");
        expect(installed.text).not.toContain(PASSWORD);
        expect(lab.docker("head")).toContainEqual(expect.stringMatching(/^stack deploy .* arena$/));
      } finally {
        onTerminal.remove();
      }
    });

    test("names with a shell's characters are refused, and run nothing", async () => {
      const [head] = await start({ name: "head" });
      const fine = asAda([head!]);
      for (const hosts of [
        ["$(touch arena-never)"],
        ["127.0.0.2;touch arena-never"],
        ["-oProxyCommand=touch arena-never"],
        [...fine, "`touch arena-never`"],
        [...fine, "ada;touch arena-never;@127.0.0.2"],
      ]) {
        const failed = await onPrem("install", hosts);
        expect(failed.code).toBe(1);
        expect(failed.text).toMatch(
          /is not a host: give HOST|has a user name that ssh would not take|unknown option -oProxyCommand/,
        );
      }
      expect(lab.stages().filter((stage) => stage !== "head install-docker")).toEqual([]);
    });

    // What follows is about the scripts alone, which both versions start in the same way.
    if (version !== CLIENT_VERSIONS.at(-1)) return;

    test("a host that greets whoever logs in is understood", async () => {
      const [head] = await start({ name: "head" });
      for (const words of ["echo Welcome to /tmp/arena; printf 'free beer'", "echo free"]) {
        writeFileSync(head!.path("/home/carla/.bashrc"), `${words}\n`);
        const failed = await onPrem("install", [login("carla", head!)]);
        expect(failed.text).toContain("if sudo asks for a password there");
      }
      writeFileSync(head!.path("/home/ada/.bashrc"), "echo; echo Welcome to the free rack; printf 'since 1999'\n");
      await install(asAda([head!]));
      expect(lab.docker("head")).toContainEqual(expect.stringMatching(/^stack deploy .* arena$/));
    });

    test("a host without room keeps nothing of what was sent", async () => {
      const [head] = await start({ name: "head" });
      execFileSync("nsenter", [`--target=${head!.pid}`, "--mount", "mount", "-o", "remount,size=16k", "/tmp"]);
      const failed = await onPrem("install", asAda([head!]));
      expect(failed.code).toBe(1);
      expect(failed.text).toMatch(/No space left on device.*failed: cannot be reached, or takes no files/);
      expect(lab.stages()).toEqual([]);
    });

    test("a host whose key has changed is not trusted", async () => {
      const [head] = await start({ name: "head" });
      const [host] = asAda([head!]);
      await onPrem("down", [host!]);
      await head!.stop();
      lab.forget();
      await lab.start({ name: "other", address: head!.address, port: head!.port });
      const failed = await onPrem("install", [host!]);
      expect(failed.code).toBe(1);
      expect(failed.text).toMatch(/REMOTE HOST IDENTIFICATION HAS CHANGED.*failed: cannot be reached/);
      expect(lab.calls()).toEqual([]);
    });

    test("hosts by their names in ssh's own configuration, and as another user", async () => {
      const [head] = await start({ name: "head" });
      const options = `-F '${configureSsh(lab, "rack-head", head!)}'`;
      await install(["rack-head"], { options, more: ["--ssh-user", "ada"], environment: { SSH_USER: "eve" } });
      // The host does not know what ssh calls it.
      expect(lab.docker("head")).toContainEqual(expect.stringMatching(/^swarm init --advertise-addr [\d.]+$/));
      expect(head!.log()).not.toMatch(/Accepted \w+ for (?!ada)/);
    });

    test("an address to advertise that does not resolve makes no Swarm", async () => {
      const hosts = asAda(await start({ name: "head" }));
      const failed = await onPrem("install", hosts, { more: ["--advertise-addr", "nowhere.invalid"] });
      expect(failed.code).toBe(1);
      expect(failed.text).toMatch(
        /nowhere\.invalid does not resolve here.*Stage 4\/6 'Initializing Docker Swarm' failed/,
      );
      expect(lab.docker("head").some((call) => call.startsWith("swarm init"))).toBe(false);
    });

    test("the stack of another class is left alone", async () => {
      const [head] = await start({ name: "head" });
      inSwarm(head!, "manager", "control", "stack", "class-id");
      const failed = await onPrem("install", asAda([head!]));
      expect(failed.code).toBe(1);
      expect(failed.text).toContain(
        "the stack arena is of the class Another one: set ARENA_STACK_NAME to another name",
      );
      expect(lab.docker("head").filter((call) => /^(stack|swarm|service scale)/.test(call))).toEqual([
        "swarm join-token worker",
        "swarm join-token -q worker",
      ]);
    });

    test("a stack whose name is no name is refused before anything is deployed", async () => {
      const hosts = asAda(await start({ name: "head" }));
      const failed = await onPrem("install", hosts, { environment: { ARENA_STACK_NAME: "x; touch arena-never" } });
      expect(failed.code).toBe(1);
      expect(failed.text).toContain("ARENA_STACK_NAME is 'x; touch arena-never': letters, digits, - and _ only");
      expect(lab.docker("head").some((call) => call.startsWith("stack"))).toBe(false);
    });
  },
);
