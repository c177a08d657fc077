import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { recordPrograms, type RecordedPrograms } from "../../api/test/bundle/recorded-programs.ts";
import { startSystem, type System } from "../system.ts";
import { arenaCommand, type ArenaCommand } from "./arena-command.ts";
import { CLIENT_VERSIONS, installClient } from "./installed-client.ts";
import { makeOrganization } from "./people.ts";

const clients = await Promise.all(CLIENT_VERSIONS.map(installClient));
/**
 * In place of the hosts: takes what the stages send, answers what they and the client's verifier ask, and runs nothing.
 * Its last argument is the command.
 */
const SSH = `command="\${@: -1}"
case $command in
*mktemp*) cat >/dev/null; printf '/tmp/arena-x\\nfree\\n' ;;
"cat "*) echo SWMTKN-1-x ;;
*"stack services arena"*Replicas*) printf 'arena_ray-head\\t1/1\\narena_ray-worker\\t2/2\\n' ;;
*"stack services arena"*) printf 'arena_ray-head\\narena_ray-worker\\n' ;;
*"$FAILING"*) exit 9 ;;
esac`;

let system: System;
let programs: RecordedPrograms;
beforeAll(async () => {
  if (clients.every((client) => typeof client === "string")) return;
  system = await startSystem();
  // The head takes its programs from standard input.
  programs = recordPrograms({
    ssh: SSH,
    helm: 'exit "${HELM_EXIT:-0}"',
    kubectl: 'case "$*" in exec*unpack.sh*) cat >/dev/null ;; esac',
  });
}, 300_000);
afterEach(() => programs?.forget());
afterAll(async () => {
  programs?.dispose();
  await system?.stop();
});

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version on-prem on Kubernetes",
  ({ client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    let arena: ArenaCommand;
    beforeAll(async () => {
      const { apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER");
      arena = arenaCommand(client, {
        ARENA_BASE_URL: system.address,
        ARENA_API_KEY: apiKey,
        PATH: programs.environment["PATH"]!,
      });
      for (const args of [
        ["providers", "enable"],
        ["classes", "create", "--name", "Lab Cluster", "--num-nodes", "1"],
      ])
        expect(await arena.run(["on-prem", ...args])).toMatchObject({ code: 0 });
    }, 60_000);
    afterAll(() => arena?.remove());
    const onPrem = (
      command: string,
      more: readonly string[] = [],
      environment: Readonly<Record<string, string>> = {},
    ) => arena.run(["on-prem", command, "Lab Cluster", "--setup-type", "helm", ...more], environment);

    test("install takes the bundle, runs its setup and its validation, and enables the provider", async () => {
      await arena.run(["on-prem", "providers", "disable"]);
      const installed = await onPrem("install");
      expect(installed.code, installed.text).toBe(0);
      expect(programs.callsOf("helm")[0]).toEqual([
        "upgrade",
        "--install",
        "lab-cluster",
        "./chart",
        "--namespace",
        "lab-cluster",
        "--create-namespace",
      ]);
      expect(programs.callsOf("kubectl").flat()).toEqual(expect.arrayContaining(["/arena/unpack.sh", "rollout"]));
      expect((await arena.run(["on-prem", "providers", "get"])).text).toMatch(/status │ Enabled/);
    });

    test("install fails where setup does, and where there is no such class", async () => {
      const failed = await onPrem("install", [], { HELM_EXIT: "3" });
      expect(failed).toMatchObject({ code: 1, text: expect.stringMatching(/Helm setup' failed on local \(exit 3\)/) });
      const unknown = await arena.run(["on-prem", "install", "Nobody's", "--setup-type", "helm"]);
      expect(unknown).toMatchObject({ code: 1, text: expect.stringContaining("Nobody's") });
      expect(unknown.text).not.toContain("Traceback");
    });

    test("down scales to nothing, teardown uninstalls and disables; the class stays", async () => {
      const down = await onPrem("down");
      expect(down.code, down.text).toBe(0);
      expect(programs.callsOf("kubectl")).toEqual([
        ["scale", "deployment", "-n", "lab-cluster", "-l", "app.kubernetes.io/instance=lab-cluster", "--replicas=0"],
      ]);
      const torn = await onPrem("teardown", ["--disable-provider"]);
      expect(torn.code, torn.text).toBe(0);
      expect(programs.callsOf("helm")).toEqual([["uninstall", "lab-cluster", "--namespace", "lab-cluster"]]);
      expect((await arena.run(["on-prem", "providers", "get"])).text).toMatch(/status │ Disabled/);
      expect((await arena.run(["on-prem", "classes", "list"])).text).toContain("Lab Cluster");
      programs.forget();
      // The bundle says which release it is, also while the provider is disabled.
      expect(await onPrem("teardown")).toMatchObject({ code: 0 });
      expect(programs.callsOf("helm")).toHaveLength(1);
    });
  },
);

describe.each(CLIENT_VERSIONS.map((version, index) => ({ version, client: clients[index]! })))(
  "arena $version on-prem on Docker Swarm",
  ({ client }) => {
    if (typeof client === "string") return void test.skip(`not tried: ${client}`, () => undefined);
    let arena: ArenaCommand;
    beforeAll(async () => {
      const { apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER");
      arena = arenaCommand(client, {
        ARENA_BASE_URL: system.address,
        ARENA_API_KEY: apiKey,
        PATH: programs.environment["PATH"]!,
        FAILING: "nothing fails",
      });
      for (const args of [
        ["providers", "enable"],
        [
          ...["classes", "create", "--name", "Rack 7", "--num-nodes", "2"],
          ...["--metadata", '{"computeResource": {"numGpus": 1}}'],
        ],
      ])
        expect(await arena.run(["on-prem", ...args])).toMatchObject({ code: 0 });
    }, 60_000);
    afterAll(() => arena?.remove());
    const hosts = ["--manager", "ada@head.test:2222", "--workers", "one.test,two.test"];
    const onPrem = (
      command: string,
      more: readonly string[] = [],
      environment: Readonly<Record<string, string>> = {},
    ) => arena.run(["on-prem", command, "Rack 7", ...hosts, ...more], environment);
    /** Scripts that ran as root, in their order, with their host. */
    const stages = (): string[] =>
      programs
        .callsOf("ssh")
        .map((call) => [call.at(-2), /remote\/([\w-]+)\.sh/.exec(call.at(-1) ?? "")?.[1]])
        .filter(([, script]) => script !== undefined)
        .map((pair) => pair.join(" "));

    test("install goes through all stages on all hosts and finds the services ready", async () => {
      const installed = await onPrem("install");
      expect(installed.code, installed.text).toBe(0);
      const everywhere = (script: string) =>
        ["ada@head.test", "one.test", "two.test"].map((host) => `${host} ${script}`);
      expect(stages()).toEqual([
        ...everywhere("install-docker"),
        ...everywhere("install-nvidia-driver"),
        ...everywhere("install-nvidia-container-toolkit"),
        "ada@head.test init-docker-swarm",
        "one.test join-docker-swarm",
        "two.test join-docker-swarm",
        ...stages().filter((stage) => /gpus$/.test(stage)),
        "ada@head.test deploy-arena-stack",
      ]);
      expect(programs.callsOf("ssh").some((call) => call.at(-1)?.includes("docker service ps arena_ray-worker"))).toBe(
        true,
      );
    });

    test("a stage that fails on a host ends it, and the host is named", async () => {
      const failed = await onPrem("install", [], { FAILING: "remote/install-nvidia-driver.sh" });
      expect(failed.code).toBe(1);
      expect(failed.text).toMatch(/\[one\.test\] failed: install-nvidia-driver\.sh exited with 9/);
      expect(failed.text).toContain("Stage 2/7 'Installing NVIDIA driver' failed on ada@head.test:2222");
      expect(stages().some((stage) => stage.includes("init-docker-swarm"))).toBe(false);
    });

    test("down scales the services to nothing, teardown removes the stack", async () => {
      const down = await onPrem("down");
      expect(down.code, down.text).toBe(0);
      const asked = programs.callsOf("ssh").map((call) => call.at(-1));
      expect(asked.at(-1)).toBe("sudo docker service scale arena_ray-head=0 arena_ray-worker=0");
      const torn = await onPrem("teardown");
      expect(torn.code, torn.text).toBe(0);
      expect(programs.callsOf("ssh").map((call) => call.at(-1))).toContain("sudo docker stack rm arena");
    });
  },
);
