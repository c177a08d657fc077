import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { ArenaError } from "@arena/sdk";
import { startSystem, type System } from "../system.ts";
import { until } from "../until.ts";
import { stagesOf, type Operation } from "./install-bed.ts";
import { makeHelmBed, makeStandIns, type HelmBed, type StandIns } from "./kube/helm-bed.ts";
import { kubernetesPrograms, type KubernetesPrograms } from "./kube/kubernetes-programs.ts";
import { startKubernetes, type Kubernetes } from "./kube/start-kubernetes.ts";
import { hasEnded } from "./operation-states.ts";

const LIMIT_MS = 240_000;
const programs = kubernetesPrograms();
const reason = "reason" in programs ? programs.reason : null;
const SECRET = "token-of-the-admin";
const ALL_DONE = "PREFLIGHT DONE, CHART DONE, ROLLOUT DONE";

const host = ({ hosts }: Operation) => hosts[0]!;
const isReady = (operation: Operation): boolean => host(operation).state === "READY";
const hasFailed = (operation: Operation): boolean => host(operation).state === "FAILED";
const isAt =
  (stage: string, state = "RUNNING") =>
  (operation: Operation): boolean =>
    host(operation).stages.some((one) => one.name === stage && one.state === state);
const failedChecks = (operation: Operation): string[] =>
  host(operation)
    .checks.filter(({ outcome }) => outcome === "FAILED")
    .map(({ name }) => name);
const check = (operation: Operation, name: string) => host(operation).checks.find((one) => one.name === name);

describe.skipIf(reason !== null)(
  `a class is installed by Helm in a cluster of Kubernetes${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    let system: System;
    let kubernetes: Kubernetes;
    let standIns: StandIns;
    let folder: string;
    let bed: HelmBed;
    beforeAll(async () => {
      folder = mkdtempSync(path.join(tmpdir(), "arena-helm-"));
      kubernetes = await startKubernetes(programs as KubernetesPrograms);
      standIns = makeStandIns(folder, programs as KubernetesPrograms, kubernetes.kubeconfig("admin"));
      // No agent comes from pods that are played, so the proof fails soon.
      const settings = { ARENA_PROOF_WAIT_SECONDS: "1", ARENA_POD_TROUBLE_SECONDS: "2", ARENA_ROLLOUT_SECONDS: "60" };
      system = await startSystem({ ...standIns.environment, ...settings });
    }, 300_000);
    afterAll(async () => {
      await system?.stop();
      await kubernetes?.stop();
      rmSync(folder, { recursive: true, force: true });
    });
    beforeEach(async () => {
      for (const name of ["one", "two"]) kubernetes.addNode(name, { cpu: "4", memory: "8Gi" });
      bed = await makeHelmBed(system, kubernetes);
    });
    afterEach(() => kubernetes.removeNodes());

    const places = (): string[] => {
      const at = path.join(system.dataDir, "helm");
      return existsSync(at) ? readdirSync(at) : [];
    };
    const release = (namespace = bed.slug): string[] =>
      (
        JSON.parse(kubernetes.kubectl("get", "secrets", "-n", namespace, "-l", "owner=helm", "-o", "json")) as {
          items: { metadata: { labels: Record<string, string> } }[];
        }
      ).items.map(({ metadata: { labels } }) => `${labels["name"]} ${labels["status"]} ${labels["version"]}`);
    const pods = (namespace = bed.slug): string[] =>
      kubernetes.kubectl("get", "pods", "-n", namespace, "-o", "name").trim().split("\n").filter(Boolean);

    test("every stage is done once, told live and kept; then it is taken down, brought up again and torn down", async () => {
      const ordered = await bed.install();
      expect(ordered).toMatchObject({ kind: "INSTALL", driver: "HELM", status: "RUNNING" });
      expect(ordered.helm).toEqual({
        ...{ name: bed.slug, namespace: bed.slug, context: "rack", access: "GIVEN", claim: null, nfs: null },
      });
      const done = await bed.until(ordered.id, "the release is rolled out", isReady);
      expect(done.hosts.map(({ name, role }) => `${role} ${name}`)).toEqual([`MANAGER 127.0.0.1:${kubernetes.port}`]);
      expect(stagesOf(host(done))).toBe(ALL_DONE);
      expect(failedChecks(done)).toEqual([]);
      expect(host(done).checks.length).toBeGreaterThanOrEqual(15);
      expect(release()).toEqual([`${bed.slug} deployed 1`]);
      expect(pods()).toHaveLength(2);
      const [version] = readdirSync(standIns.data).filter((name) => !name.startsWith("."));
      expect(readdirSync(path.join(standIns.data, version!))).toEqual(expect.arrayContaining(["node", "agent.mjs"]));
      expect((await bed.logOf(ordered.id)).join("\n")).toContain(`release ${bed.slug} is in namespace ${bed.slug}`);

      const unproven = await bed.until(ordered.id, "it waits for its proof", ({ status }) => status === "WAITING");
      expect(unproven.proof).toMatchObject({ passed: false });
      await bed.abort(ordered.id);
      await until(() => places().length === 0, { what: () => `nothing of ${places().join()}` });

      await expect(bed.client.downCluster({ id: bed.classId })).rejects.toThrow(/is needed again/);
      const helm = { kubeconfig: kubernetes.kubeconfig("admin") };
      const down = await bed.client.downCluster({ id: bed.classId, helm });
      expect(stagesOf(host(await bed.until(down.id, "it is down", hasEnded)))).toBe("RELEASE_DOWN DONE");
      expect([pods(), release()]).toEqual([[], [`${bed.slug} deployed 1`]]);

      const again = await bed.install();
      await bed.until(again.id, "it is up again", isReady);
      expect([pods().length, release()]).toEqual([2, [`${bed.slug} superseded 1`, `${bed.slug} deployed 2`]]);
      await bed.abort(again.id);

      const teardown = await bed.client.teardownCluster({ id: bed.classId, helm });
      const gone = await bed.until(teardown.id, "it is gone", hasEnded);
      expect([gone.status, stagesOf(host(gone))]).toEqual(["SUCCEEDED", "RELEASE_REMOVE DONE"]);
      expect([pods(), release()]).toEqual([[], []]);
      const second = await bed.client.teardownCluster({ id: bed.classId, helm });
      expect((await bed.until(second.id, "nothing is there", hasEnded)).status).toBe("SUCCEEDED");
    });

    test("by the server’s own kubeconfig, which is known again when it is torn down", async () => {
      const { id, helm } = await bed.install({ namespace: "own-context", nfs: "10.0.0.9:/exports/arena" });
      expect(helm).toMatchObject({ access: "SERVER", namespace: "own-context", nfs: "10.0.0.9:/exports/arena" });
      await bed.until(id, "the release is rolled out", isReady);
      const head = kubernetes.kubectl("get", "deployment", `${bed.slug}-ray-head`, "-n", "own-context", "-o", "json");
      expect(JSON.parse(head).spec.template.spec.volumes).toContainEqual({
        name: "data",
        nfs: { server: "10.0.0.9", path: "/exports/arena" },
      });
      await bed.abort(id);
      const teardown = await bed.client.teardownCluster({ id: bed.classId });
      expect(teardown).toMatchObject({ driver: "HELM", helm: { namespace: "own-context" } });
      expect((await bed.until(teardown.id, "it is gone", hasEnded)).status).toBe("SUCCEEDED");
      expect(release("own-context")).toEqual([]);
    });

    test("a kubeconfig is in nothing that is kept or said, and read by nobody else while it is used", async () => {
      const letGo = standIns.hold("upgrade");
      const { id } = await bed.install();
      await bed.until(id, "the chart is installed", isAt("CHART"));
      await until(() => standIns.calls().some((call) => call.includes(`--install ${bed.slug}`)), {
        what: () => "helm",
      });
      const [name] = places().filter((one) => !one.startsWith("."));
      const place = path.join(system.dataDir, "helm", name!);
      expect([statSync(path.dirname(place)).mode & 0o777, statSync(place).mode & 0o777]).toEqual([0o700, 0o700]);
      expect(statSync(path.join(place, "kubeconfig")).mode & 0o777).toBe(0o600);
      expect(statSync(path.join(place, "arena-train/chart/values.yaml")).mode & 0o777).toBe(0o600);
      expect(execFileSync("ps", ["-axww", "-o", "args"], { encoding: "utf8" })).not.toContain(SECRET);
      letGo();
      await bed.until(id, "the release is rolled out", isReady);
      await bed.abort(id);
      await until(() => places().length === 0, { what: () => `nothing of ${places().join()}` });
      // Everything: tables, Temporal's history, logs, what is left in the server's folder.
      const { rows: tables } = await system.pool.query<{ name: string }>(
        "SELECT quote_ident(tablename) AS name FROM pg_tables WHERE schemaname = current_schema()",
      );
      for (const table of tables) {
        const found = await system.pool.query(`SELECT 1 FROM ${table.name} AS t WHERE t::text LIKE $1`, [
          `%${SECRET}%`,
        ]);
        expect([table.name, found.rowCount]).toEqual([table.name, 0]);
      }
      const grep = spawnSync("grep", ["-rlaF", SECRET, system.dataDir], { encoding: "utf8" });
      expect([grep.status, grep.stdout]).toEqual([1, ""]);
      expect(standIns.calls().join("\n")).not.toContain(SECRET);
      const sealed = await system.pool.query(
        "SELECT count(*)::int AS count FROM cluster_operation WHERE ended_at IS NOT NULL AND bundle_sealed IS NOT NULL",
      );
      expect(sealed.rows).toEqual([{ count: 0 }]);
    });

    test("a control worker that is killed in each stage loses none and repeats none", async () => {
      const before = standIns.calls().length;
      const [letUpgrade, letExec] = [standIns.hold("upgrade"), standIns.hold("exec")];
      const { id } = await bed.install();
      await bed.until(id, "helm runs", isAt("CHART"));
      const calls = (): string[] =>
        standIns
          .calls()
          .slice(before)
          .filter((call) => call.startsWith("upgrade"));
      await until(() => calls().length === 1, { what: () => "helm to be called" });
      await system.killAndAwaitRestart("control-worker");
      letUpgrade();
      await bed.until(id, "the programs are handed over", isAt("ROLLOUT"));
      await system.killAndAwaitRestart("control-worker");
      letExec();
      const done = await bed.until(id, "the release is rolled out", isReady);
      expect(stagesOf(host(done))).toBe(ALL_DONE);
      expect(host(done).stages.map(({ attempt }) => attempt)).toEqual([1, 1, 1]);
      expect(calls()).toHaveLength(1);
      const said = await bed.logOf(id);
      expect(said.filter((line) => line.includes("is in namespace"))).toHaveLength(1);
      expect(said.join("\n")).not.toContain("it was killed");
      await bed.abort(id);
    });

    test("abort ends a helm that runs; the next installation finds its way past what it has left", async () => {
      const letGo = standIns.hold("upgrade");
      const { id } = await bed.install();
      await bed.until(id, "helm runs", isAt("CHART"));
      const ended = await bed.abort(id);
      letGo();
      expect([ended.status, stagesOf(host(ended))]).toEqual([
        "ABORTED",
        "PREFLIGHT DONE, CHART FAILED, ROLLOUT WAITING",
      ]);
      const next = await bed.install();
      await bed.until(next.id, "the release is rolled out", isReady);
      await bed.abort(next.id);
    });

    test("what this server lacks, who is not known, and who may nothing: each is told apart, with its remedy", async () => {
      const showHelm = standIns.hideHelm();
      const first = await bed.install();
      const noHelm = await bed.until(first.id, "it fails", hasFailed);
      showHelm();
      expect(failedChecks(noHelm)).toEqual(["HELM"]);
      expect(check(noHelm, "HELM")!.remedy).toMatch(/ARENA_HELM/);
      await bed.client.retryInstallHost({ id: first.id, position: 0 });
      await bed.until(first.id, "it goes on", isReady);
      await bed.abort(first.id);

      const wrong = await bed.install({ kubeconfig: kubernetes.kubeconfig("unknown") });
      const unknown = await bed.until(wrong.id, "it fails", hasFailed);
      expect(failedChecks(unknown)).toEqual(["CREDENTIALS"]);
      expect(check(unknown, "CREDENTIALS")!.remedy).toContain("kubectl create token");
      await bed.abort(wrong.id);

      const weak = await bed.install({ kubeconfig: kubernetes.kubeconfig("nobody") });
      const forbidden = await bed.until(weak.id, "it fails", hasFailed);
      expect(failedChecks(forbidden)).toEqual(["PERMISSIONS"]);
      expect(check(forbidden, "PERMISSIONS")!.observed).toContain("create deployments.apps");
      expect(check(forbidden, "NODES")).toMatchObject({ outcome: "SKIPPED", observed: "The user may not list nodes" });
      await bed.abort(weak.id);
    });

    test("an API server that is away is said, and gone on with once it is back", async () => {
      await kubernetes.stopServer();
      const { id } = await bed.install();
      const away = await bed.until(id, "it fails", hasFailed);
      await kubernetes.startServer();
      expect(failedChecks(away)).toEqual(["API_SERVER"]);
      expect(check(away, "API_SERVER")!.observed).toMatch(/refused/);
      await bed.client.retryInstallHost({ id, position: 0 });
      expect(stagesOf(host(await bed.until(id, "it goes on", isReady)))).toBe(ALL_DONE);
      await bed.abort(id);
    });

    test("too few nodes, too small ones and none with GPUs are found before anything is made", async () => {
      bed = await makeHelmBed(system, kubernetes, { nodes: 3, cpus: 6, gpus: 1 });
      const { id } = await bed.install();
      const failed = await bed.until(id, "it fails", hasFailed);
      expect(failedChecks(failed)).toEqual(["NODES", "NODE_CPUS", "GPU_PLUGIN", "NODE_GPUS", "CAPACITY"]);
      expect(check(failed, "NODES")).toMatchObject({ observed: "2 of 2 nodes", outcome: "FAILED" });
      expect(check(failed, "STORAGE")).toMatchObject({ outcome: "WARNING" });
      expect(kubernetes.kubectl("get", "namespace", bed.slug, "--ignore-not-found")).toBe("");
      await bed.abort(id);
    });

    test("a release of another class is neither changed nor removed", async () => {
      const first = await bed.install({ namespace: "shared" });
      await bed.until(first.id, "the first is there", isReady);
      await bed.abort(first.id);
      const { slug } = bed;
      const other = await makeHelmBed(system, kubernetes);
      await system.pool.query("UPDATE resource_class SET slug = $1 WHERE slug = $2", [slug, other.slug]);
      const { id } = await other.install({ namespace: "shared" });
      const refused = await other.until(id, "it fails", hasFailed);
      expect(failedChecks(refused)).toEqual(["RELEASE"]);
      expect(check(refused, "RELEASE")!.observed).toBe("It is another class’s");
      await other.abort(id);
      const helm = { namespace: "shared", kubeconfig: kubernetes.kubeconfig("admin") };
      const teardown = await other.client.teardownCluster({ id: other.classId, helm });
      const kept = await other.until(teardown.id, "it fails", hasFailed);
      expect(failedChecks(kept)).toEqual(["RELEASE"]);
      expect(release("shared")).toEqual([`${slug} deployed 1`]);
      await other.abort(teardown.id);
    });

    test.each([
      ["pull-fails", "ImagePullBackOff", /registry/],
      ["crashes", "CrashLoopBackOff", /kubectl logs .* --previous/],
    ])("pods that never get ready (%s) are named, with the reason", async (namespace, words, remedy) => {
      const { id } = await bed.install({ namespace, kubeconfig: kubernetes.kubeconfig("admin") });
      const stuck = await bed.until(id, "it fails", hasFailed);
      expect(stagesOf(host(stuck))).toBe("PREFLIGHT DONE, CHART DONE, ROLLOUT FAILED");
      expect(host(stuck).message).toMatch(new RegExp(`${bed.slug}-ray-(head|worker)-.*: ${words}`));
      expect(check(stuck, "ROLLOUT")).toMatchObject({ outcome: "FAILED", remedy: expect.stringMatching(remedy) });
      expect(host(stuck).checks.length).toBeGreaterThan(15);
      await bed.abort(id);
    });

    test("pods that no node takes are named, also where the nodes went after the preflight", async () => {
      const letGo = standIns.hold("upgrade");
      const { id } = await bed.install();
      await bed.until(id, "helm runs", isAt("CHART"));
      kubernetes.removeNodes();
      letGo();
      const stuck = await bed.until(id, "it fails", hasFailed);
      expect(host(stuck).message).toMatch(/: Unschedulable: .*no nodes available/);
      await bed.abort(id);
    });

    test.each([
      [{ manager: "ada@rack", helm: {} }, "helm"],
      [{}, "manager"],
      [{ helm: { namespace: "kube-system" } }, "helm.namespace"],
      [{ helm: { namespace: "x; touch y" } }, "helm.namespace"],
      [{ helm: { claim: "$(id)" } }, "helm.claim"],
      [{ helm: { nfs: "host:/a,b" } }, "helm.nfs"],
      [{ helm: { kubeconfig: "{}" } }, "helm.kubeconfig"],
      [{ helm: { kubeconfig: "token-of-somebody: [" } }, "helm.kubeconfig"],
      [{ helm: { context: "another" } }, "helm.context"],
    ])("bad input is refused on its field: %j", async (input, field) => {
      const refused = await bed.client.installCluster({ id: bed.classId, ...input }).catch((error: unknown) => error);
      expect(refused).toBeInstanceOf(ArenaError);
      expect((refused as ArenaError).fields.map((one) => one.path)).toEqual([field]);
      expect(String((refused as ArenaError).message)).not.toContain("token-of-somebody");
    });
  },
);
