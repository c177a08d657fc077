import { createClient, type ArenaClient } from "@arena/sdk";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { makeOrganization } from "../cli/people.ts";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { followUntil, type Operation } from "./follow-until.ts";
import { stagesOf } from "./install-bed.ts";
import { SetupReports, type ReportedSetup, type SetupAnswer } from "./setup-reports.ts";
import { hasEnded, isAt } from "./operation-states.ts";

const LIMIT_MS = 120_000;
const HOSTS = "MANAGER ada@rack-1\nWORKER ada@rack-2:2222\n";

describe("scripts on somebody's machine report an installation", { timeout: LIMIT_MS }, () => {
  let system: System;
  let client: ArenaClient;
  let apiKey: string;
  let classId: string;
  let key: string;
  let reports: SetupReports;
  beforeAll(async () => {
    system = await startSystem({ ARENA_PROOF_WAIT_SECONDS: "1" });
    reports = new SetupReports(system.address);
  }, 300_000);
  afterAll(() => system?.stop());
  beforeEach(async () => {
    ({ apiKey } = await makeOrganization(system, "ENTERPRISE", "MANAGER"));
    client = createClient({ url: system.address, apiKey });
    await client.enableOnPrem();
    classId = (await client.createResourceClass({ name: "Rack", nodes: 1, gpus: 0 })).id;
    key = await reports.keyOf("Rack", apiKey);
  });

  const post = (path: string, bearer: string, body?: string): Promise<SetupAnswer> => reports.post(path, bearer, body);
  const tokenOf = (given = key): Promise<string> => reports.token(given);
  const newest = async (): Promise<string> => (await client.classCluster(classId))!.operations![0]!.id;
  async function begin(): Promise<{ readonly setup: ReportedSetup; readonly id: string }> {
    return { setup: await reports.begin(key, HOSTS), id: await newest() };
  }
  const followed = (id: string, what: string, holds: (operation: Operation) => boolean): Promise<Operation> =>
    followUntil(client, id, what, holds, 60_000);
  const logOf = async (id: string, position: number): Promise<string[]> =>
    ((await client.clusterHostLog(id, 1_000)).get(position) ?? []).map(({ text }) => text);

  async function reportAll(setup: ReportedSetup): Promise<void> {
    for (const host of [0, 1]) {
      await setup.report(host, "DOCKER", "RUNNING");
      await setup.report(host, "DOCKER", "DONE", "Docker is there\n");
    }
    await setup.report(0, "SWARM_INIT", "DONE");
    await setup.report(1, "SWARM_JOIN", "DONE", "joined with SWMTKN-1-secret\n");
    for (const host of [1, 0]) await setup.report(host, "NODE_LABELS", "DONE");
    await setup.report(0, "DEPLOY", "RUNNING", "Creating service arena_ray-head\n");
    await setup.report(0, "DEPLOY", "DONE");
  }

  test("its stages, hosts and logs are shown as they come; at its end it is proved as any other", async () => {
    const { setup, id } = await begin();
    await setup.report(1, "DOCKER", "RUNNING", Buffer.from("half a li"));
    const running = await followed(id, "a stage runs", isAt(1, "DOCKER", "RUNNING"));
    expect(running).toMatchObject({ kind: "INSTALL", driver: "EXTERNAL", status: "RUNNING", reportedBy: "ada@laptop" });
    expect(running).toMatchObject({ requestedBy: null, requestedVia: "CLI" });
    expect(running.hosts.map(({ role, name }) => `${role} ${name}`)).toEqual([
      "MANAGER ada@rack-1",
      "WORKER ada@rack-2:2222",
    ]);
    const { edges } = (await client.onPremClasses({ first: 10 }))!;
    expect(edges.map(({ node }) => node.connection)).toEqual(["INSTALLING"]);
    await setup.report(1, "DOCKER", "RUNNING", Buffer.concat([Buffer.from("ne\nné".slice(0, 4)), Buffer.from([0xc3])]));
    await until(async () => (await logOf(id, 1)).includes("half a line"), { what: () => "the line to be whole" });
    await setup.report(1, "DOCKER", "DONE", Buffer.from([0xa9, 0x0a]));
    await reportAll(setup);
    await setup.end("DONE");
    // No agent comes from hosts that are none: that is what the proof finds.
    const proved = await followed(id, "it waits for its proof", ({ status }) => status === "WAITING");
    expect(proved.hosts.map(({ state }) => state)).toEqual(["READY", "READY"]);
    expect(proved.hosts.map(stagesOf)).toEqual([
      "DOCKER DONE, NVIDIA_DRIVER SKIPPED, NVIDIA_TOOLKIT SKIPPED, SWARM_INIT DONE, NODE_LABELS DONE, DEPLOY DONE",
      "DOCKER DONE, NVIDIA_DRIVER SKIPPED, NVIDIA_TOOLKIT SKIPPED, SWARM_JOIN DONE, NODE_LABELS DONE",
    ]);
    expect(proved.proof).toMatchObject({ passed: false });
    expect(await logOf(id, 1)).toEqual(["half a line", "né", "Docker is there", "joined with (a token)"]);
    await client.proveCluster({ id: classId });
    await client.abortInstall({ id });
    await followed(id, "it ends", hasEnded);
    const left = await system.pool.query(
      "SELECT FROM cluster_setup_report WHERE operation_id IN (SELECT operation_id FROM cluster_setup)",
    );
    expect(left.rowCount).toBe(0);
  });

  test("a stage that fails ends it, with what the host said; another run of the scripts is another installation", async () => {
    const { setup, id } = await begin();
    await setup.report(0, "DOCKER", "DONE");
    await setup.report(1, "DOCKER", "RUNNING");
    await setup.report(1, "DOCKER", "FAILED", "E: no room left\n");
    await setup.end("FAILED", "failed on: ada@rack-2:2222");
    const failed = await followed(id, "it fails", hasEnded);
    expect(failed).toMatchObject({ status: "FAILED", message: "1 of 2 hosts failed." });
    const [manager, worker] = failed.hosts;
    expect(worker!.stages[0]).toMatchObject({ name: "DOCKER", state: "FAILED", message: "E: no room left" });
    expect([manager!.state, worker!.state]).toEqual(["ABORTED", "FAILED"]);
    expect(manager!.message).toBe("The setup ended before it: failed on: ada@rack-2:2222");
    expect(manager!.stages[3]).toMatchObject({ name: "SWARM_INIT", state: "WAITING", startedAt: null });
    const again = await begin();
    expect(again.id).not.toBe(id);
    await client.abortInstall({ id: again.id });
    await followed(again.id, "it ends", hasEnded);
  });

  test("scripts at work are not disturbed; what killed ones have left the next run ends, and its token is spent", async () => {
    const { setup: killed, id } = await begin();
    await killed.report(0, "DOCKER", "RUNNING");
    const token = await tokenOf();
    const again = () => post("begin?setup=swarm&by=eve@desk", token, HOSTS);
    const busy = await again();
    expect([busy.status, busy.retryAfter, busy.body["code"]]).toEqual([409, "1", "LATER"]);
    expect(busy.body["message"]).toBe("A run of the setup on ada@laptop is at work.");
    await followed(id, "it goes on", isAt(0, "DOCKER", "RUNNING"));
    await system.pool.query("UPDATE cluster_setup SET heard_at = now() - interval '21 seconds' WHERE ended_at IS NULL");
    expect((await again()).body["code"]).toBe("LATER");
    const ended = await followed(id, "it ends", hasEnded);
    expect(["ABORTED", "FAILED"]).toContain(ended.status);
    expect(ended.hosts[0]!.stages[0]!.message).toMatch(/a newer run of it, on eve@desk, has taken its place/);
    expect((await again()).status).toBe(201);
    const late = await killed.send(2, 0, "DOCKER", "DONE");
    expect([late.status, late.body["code"]]).toEqual([409, "SPENT"]);
    const next = await newest();
    await client.abortInstall({ id: next });
    await followed(next, "it ends", hasEnded);
  });

  test("each number counts once, however often it is sent, also while api and control worker are killed", async () => {
    const { setup, id } = await begin();
    await setup.report(0, "DOCKER", "RUNNING", "one\n");
    expect((await setup.send(1, 0, "DOCKER", "DONE", "another\n")).status).toBe(200);
    const gap = await setup.send(3, 0, "DOCKER", "DONE");
    expect([gap.status, gap.body["code"]]).toEqual([409, "GAP"]);
    await followed(id, "it runs", isAt(0, "DOCKER", "RUNNING"));
    await Promise.all([
      system.killAndAwaitRestart("control-worker"),
      ...Array.from({ length: 5 }, () => setup.send(2, 0, "DOCKER", "RUNNING", "two\n")),
    ]);
    await system.killAndAwaitRestart("api");
    expect((await setup.send(3, 0, "DOCKER", "DONE", "three\n")).status).toBe(200);
    await followed(id, "it is done", isAt(0, "DOCKER", "DONE"));
    expect(await logOf(id, 0)).toEqual(["one", "two", "three"]);
    await client.abortInstall({ id });
    await followed(id, "it ends", hasEnded);
  });

  test("a token that is used twice, for another class, spent, too old or made up is refused, and changes nothing", async () => {
    const { setup, id } = await begin();
    const twice = await post("begin?setup=swarm&by=eve@laptop", setup.token, "MANAGER eve\n");
    expect([twice.status, twice.body["code"]]).toEqual([409, "USED"]);
    expect((await setup.send(1, 7, "DOCKER", "DONE")).status).toBe(400);
    expect((await setup.send(1, 0, "REBOOT", "DONE")).status).toBe(400);
    expect((await post("report?number=1", setup.token)).status).toBe(400);
    expect((await post("begin?setup=swarm", await tokenOf(), "MANAGER $(id)\n")).status).toBe(400);
    for (const bearer of ["arena_once_made-up-and-long-enough", key, apiKey, `${key}0`])
      expect((await post("report?number=1&host=0&stage=DOCKER&state=DONE", bearer)).status).toBe(401);
    for (const bearer of [apiKey, setup.token, `${key.slice(0, -1)}${key.endsWith("0") ? "1" : "0"}`])
      expect((await post("token", bearer)).status).toBe(401);
    for (const path of ["toString", "__proto__", "constructor", "nothing"])
      expect((await post(path, setup.token)).status).toBe(404);
    const nul = await post("begin?setup=helm&by=ada", await tokenOf(), "RELEASE x\nNAMESPACE y\nCONTEXT a\0b\u202e\n");
    expect([nul.status, nul.body["code"]]).toEqual([409, "LATER"]);
    expect((await fetch(`${system.address}/api/setup/v1/token`, { method: "POST" })).status).toBe(401);
    const unused = await tokenOf();
    await system.pool.query(
      "UPDATE cluster_setup SET created_at = now() - interval '25 hours' WHERE operation_id IS NULL",
    );
    expect((await post("begin?setup=swarm&by=ada@laptop", unused, HOSTS)).status).toBe(401);
    const { hosts, status } = await followed(id, "it is followed", isAt(0, "DOCKER", "WAITING"));
    expect([status, hosts.length, hosts[0]!.stages[0]!.state]).toEqual(["RUNNING", 2, "WAITING"]);

    // The key of one class with the id of another, of the same and of another organization.
    await client.createResourceClass({ name: "Other", nodes: 1, gpus: 0 });
    const other = await reports.keyOf("Other", apiKey);
    const mixed = [other.split("_").slice(0, 3).join("_"), key.split("_")[3]].join("_");
    expect((await post("token", mixed)).status).toBe(401);
    const theirs = await post("begin?setup=swarm&by=eve@laptop", await tokenOf(other), "MANAGER eve\n");
    expect(theirs.status).toBe(201);
    expect((await client.classCluster(classId))!.operations!.map((one) => one.id)).toEqual([id]);
    await client.abortInstall({ id });
    await followed(id, "it ends", hasEnded);
    expect((await setup.send(1, 0, "DOCKER", "DONE")).body["code"]).toBe("SPENT");
  });

  test("keys that were revoked, and a class that was deleted, give no token; what is open ends without a word more", async () => {
    const token = await tokenOf();
    await client.deleteResourceClass({ id: classId });
    expect((await post("token", key)).status).toBe(401);
    expect((await post("begin?setup=swarm&by=ada@laptop", token, HOSTS)).status).toBe(401);

    classId = (await client.createResourceClass({ name: "Rack", nodes: 1, gpus: 0 })).id;
    key = await reports.keyOf("Rack", apiKey);
    const { id } = await begin();
    await expect(client.deleteResourceClass({ id: classId })).rejects.toThrow(/being installed/);
    await client.abortInstall({ id });
    await followed(id, "it ends", hasEnded);
  });

  test("an installation by the server keeps scripts away, and scripts keep the server away", async () => {
    const own = await client.installCluster({ id: classId, manager: "ada@127.0.0.9:9" });
    const refused = await post("begin?setup=swarm&by=ada@laptop", await tokenOf(), HOSTS);
    expect([refused.status, refused.retryAfter, refused.body["code"]]).toEqual([409, null, "NOT_ALLOWED"]);
    await client.abortInstall({ id: own.id });
    await followed(own.id, "it ends", hasEnded);
    const { id } = await begin();
    await expect(client.installCluster({ id: classId, manager: "ada@127.0.0.9:9" })).rejects.toThrow(/under way/);
    await expect(client.teardownCluster({ id: classId, manager: "ada@127.0.0.9:9" })).rejects.toThrow(/under way/);
    await client.abortInstall({ id });
    await followed(id, "it ends", hasEnded);
    // What was said of hosts by hand is enough to take them down from here.
    const down = await client.downCluster({ id: classId });
    expect([down.driver, down.hosts.map(({ name }) => name)]).toEqual(["SSH", ["ada@rack-1", "ada@rack-2:2222"]]);
    await client.abortInstall({ id: down.id });
    await followed(down.id, "it ends", hasEnded);
  });

  test("scripts that are not heard of any more have failed", async () => {
    const { setup, id } = await begin();
    await setup.report(0, "DOCKER", "RUNNING");
    await followed(id, "it runs", isAt(0, "DOCKER", "RUNNING"));
    await system.pool.query(
      "UPDATE cluster_setup SET heard_at = now() - interval '11 minutes' WHERE operation_id = (SELECT id FROM cluster_operation ORDER BY created_at DESC LIMIT 1)",
    );
    const failed = await followed(id, "it fails", hasEnded);
    expect(failed.status).toBe("FAILED");
    expect(failed.hosts[0]!.stages[0]!.message).toMatch(/^Nothing has been heard of the setup/);
  });

  test("what is installed is told by the newest of its kind, however often it was proved since", async () => {
    const { id } = await begin();
    await client.abortInstall({ id });
    await followed(id, "it ends", hasEnded);
    await system.pool.query(
      `INSERT INTO cluster_operation (id, resource_class_id, organization_id, kind, driver, status, options, requested_via, created_at, ended_at)
       SELECT gen_random_uuid(), resource_class_id, organization_id, 'PROOF', 'EXTERNAL', 'FAILED', options, 'SDK', now() + n * interval '1 ms', now()
       FROM cluster_operation, generate_series(1, 25) AS n WHERE id = $1`,
      [Buffer.from(id, "base64").toString().split(":")[1]],
    );
    const { operations } = (await client.classCluster(classId))!;
    expect(operations!.map(({ kind }) => kind)).toEqual([...Array.from({ length: 20 }, () => "PROOF"), "INSTALL"]);
    expect(operations!.at(-1)!.id).toBe(id);
  });

  test("a chart: the cluster is one host", async () => {
    const query = "begin?setup=helm&by=ada@laptop";
    const { status } = await post(query, await tokenOf(), "RELEASE rack\nNAMESPACE training\nCONTEXT admin@rack\n");
    expect(status).toBe(201);
    const [open] = (await client.classCluster(classId))!.operations!;
    expect(open).toMatchObject({ helm: { name: "rack", namespace: "training", access: "ELSEWHERE" } });
    expect(open!.hosts.map(({ name }) => name)).toEqual(["admin@rack"]);
    await followed(open!.id, "its stages are known", ({ hosts }) => hosts[0]!.stages.length === 2);
    expect(stagesOf((await client.clusterOperation(open!.id))!.hosts[0]!)).toMatch(/^CHART \w+, ROLLOUT \w+$/);
    await client.abortInstall({ id: open!.id });
    await followed(open!.id, "it ends", hasEnded);
    await expect(client.teardownCluster({ id: classId })).rejects.toThrow(/is needed again/);
  });
});
