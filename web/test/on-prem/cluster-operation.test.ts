import { describe, expect, test } from "vitest";
import { applyMessage } from "../../src/lib/on-prem/cluster/apply-message.ts";
import {
  announcement,
  failureOf,
  hasChangedKey,
  roleWords,
  skipRefusal,
} from "../../src/lib/on-prem/cluster/host-words.ts";
import { actionRefusal, currentProof, installedOf, installedWords } from "../../src/lib/on-prem/cluster/installed.ts";
import { operationSentence, requesterOf, tookOf } from "../../src/lib/on-prem/cluster/operation-words.ts";
import { stageCell, stageColumns } from "../../src/lib/on-prem/cluster/stage-words.ts";
import { AT, check, host, operation, stage } from "./sample-operation.ts";

describe("where an operation stands", () => {
  const manager = host("MANAGER", "READY");
  test.each([
    [operation({ hosts: [manager, host("WORKER", "RUNNING")] }), "1 of 2 hosts ready."],
    [operation({ hosts: [manager, host("WORKER", "FAILED")] }), "1 of 2 hosts ready; one failed, the others go on."],
    [
      operation({ status: "WAITING", hosts: [manager, host("WORKER", "FAILED", 1), host("WORKER", "READY", 2)] }),
      "2 of 3 hosts ready; one failed: choose Retry or Skip.",
    ],
    [
      operation({ status: "WAITING", hosts: [host("MANAGER", "FAILED"), host("WORKER", "WAITING")] }),
      "0 of 2 hosts ready; the manager failed: choose Retry, or abort.",
    ],
    [operation({ hosts: [manager] }), "All hosts are ready. The cluster is looked at end to end."],
    [
      operation({ status: "WAITING", hosts: [manager, host("WORKER", "SKIPPED")] }),
      "1 of 2 hosts are ready, but the proof failed. Mend what it says and choose Prove again, or abort.",
    ],
    [operation({ status: "SUCCEEDED", hosts: [manager] }), "Installed on 1 host, and proved."],
    [
      operation({ status: "INCOMPLETE", hosts: [manager, host("WORKER", "SKIPPED")] }),
      "Done on 1 of 2 hosts; one was skipped.",
    ],
    [operation({ kind: "PROOF", status: "FAILED" }), "The proof failed."],
    [
      operation({ kind: "TEARDOWN", status: "SUCCEEDED", leaveSwarm: true }),
      "The stack is removed and the hosts have left the Swarm. The class and what lies on /opt/data stay.",
    ],
  ])("%#: %s", (given, sentence) => {
    expect(operationSentence(given)).toBe(sentence);
  });

  test("of scripts that run elsewhere: where, how far, and what to do there when they failed", () => {
    const reported = { driver: "EXTERNAL", reportedBy: "ada@laptop", requestedBy: null, requestedVia: "CLI" } as const;
    const hosts = [manager, host("WORKER", "RUNNING")];
    expect(operationSentence(operation({ ...reported, hosts }))).toBe(
      "Its scripts run on ada@laptop, which reports. 1 of 2 hosts ready.",
    );
    expect(operationSentence(operation({ ...reported, hosts: [manager] }))).toMatch(/^All hosts are ready/);
    const failed = operation({ ...reported, hosts, status: "FAILED", message: "1 of 2 hosts failed." });
    expect(operationSentence(failed)).toMatch(/1 of 2 hosts failed\. .*run the setup again where it was run\.$/);
    expect(requesterOf(failed)).toBe("ada@laptop");
  });

  test("says who asked, and how long it took", () => {
    expect(requesterOf(operation({}))).toBe("Ada");
    expect(requesterOf(operation({ requestedBy: null, requestedVia: "CLI" }))).toBe("the command line");
    const ended = operation({ status: "SUCCEEDED", endedAt: "2026-11-23T12:04:12.000Z" });
    expect(tookOf(ended, 0)).toBe("4 min 12 s");
    expect(tookOf(operation({}), Date.parse(AT) + 9_900)).toBe("9 s");
  });
});

describe("what may be done", () => {
  const nothing = installedOf([]);
  test("nothing is installed: only an install", () => {
    expect(actionRefusal("install", nothing, "NOT_INSTALLED")).toBeNull();
    for (const action of ["prove", "down", "teardown"] as const)
      expect(actionRefusal(action, nothing, "NOT_INSTALLED")).toMatch(/^Nothing is installed\./);
    expect(installedWords(nothing, "NOT_INSTALLED")).toBe("Nothing is installed yet");
  });
  test("installed from elsewhere, it can be proved; its hosts are not known here", () => {
    expect(actionRefusal("prove", nothing, "CONNECTED")).toBeNull();
    expect(actionRefusal("teardown", nothing, "CONNECTED")).toMatch(/Arena CLI/);
  });
  test("while one is open the others are off; the proof is not when the install waits for it", () => {
    const running = installedOf([operation({})]);
    expect(actionRefusal("teardown", running, "INSTALLING")).toBe("An install is under way.");
    expect(actionRefusal("prove", running, "INSTALLING")).toBe("An install is under way.");
    const unproven = installedOf([operation({ status: "WAITING", hosts: [host("MANAGER", "READY")] })]);
    expect(actionRefusal("prove", unproven, "INSTALLING")).toBeNull();
    expect(actionRefusal("install", unproven, "INSTALLING")).toMatch(/waits for you/);
    const failed = installedOf([operation({ status: "WAITING", hosts: [host("MANAGER", "FAILED")] })]);
    expect(actionRefusal("prove", failed, "INSTALLING")).not.toBeNull();
  });
  test("an aborted install may be torn down; what was torn down may not, and its hosts are offered again", () => {
    const aborted = operation({ status: "ABORTED", endedAt: AT });
    expect(actionRefusal("teardown", installedOf([aborted]), "NOT_INSTALLED")).toBeNull();
    const gone = installedOf([operation({ id: "2", kind: "TEARDOWN", status: "SUCCEEDED", endedAt: AT }), aborted]);
    expect(actionRefusal("teardown", gone, "NOT_INSTALLED")).toBe("Nothing is installed.");
    expect(gone.install).toBe(aborted);
    expect(installedWords(gone, "NOT_INSTALLED")).toBe("Torn down: nothing is installed");
  });
  test("hosts on which others installed last are those to take down", () => {
    const own = operation({ id: "1", status: "SUCCEEDED", endedAt: AT });
    const theirs = operation({ id: "2", driver: "EXTERNAL", status: "SUCCEEDED", endedAt: AT });
    expect(installedOf([theirs, own]).install).toBe(theirs);
    expect(installedOf([own, theirs]).install).toBe(own);
    expect(actionRefusal("down", installedOf([theirs]), "CONNECTED")).toBeNull();
    const release = {
      name: "rack",
      namespace: "rack",
      context: "",
      access: "ELSEWHERE",
      claim: null,
      nfs: null,
    } as const;
    expect(actionRefusal("down", installedOf([{ ...theirs, helm: release }]), "CONNECTED")).toBeNull();
  });
  test("a proof changes nothing on the hosts", () => {
    const install = operation({ status: "SUCCEEDED", endedAt: AT, hosts: [host("MANAGER", "READY")] });
    const after = installedOf([operation({ id: "2", kind: "PROOF", status: "FAILED", endedAt: AT }), install]);
    expect(installedWords(after, "CONNECTED")).toBe("Installed on 1 host");
  });
});

test("a proof is shown until something is changed", () => {
  const proof = (at: string) => ({ at, passed: true, checks: [] });
  const [old, made] = [proof("2026-11-23T11:00:00.000Z"), proof("2026-11-23T12:05:00.000Z")];
  const install = operation({ status: "SUCCEEDED", endedAt: AT });
  expect(currentProof([install], [undefined, old])).toBeNull();
  expect(currentProof([install], [old, made])).toBe(made);
  expect(currentProof([operation({ kind: "PROOF", createdAt: "2026-11-23T13:00:00.000Z" }), install], [made])).toBe(
    made,
  );
  expect(currentProof([], [null, old])).toBe(old);
});

describe("hosts and stages", () => {
  const worker = host("WORKER", "FAILED", 1, [
    stage("PREFLIGHT", "DONE", { startedAt: AT, endedAt: "2026-11-23T12:00:04.200Z" }),
    stage("DOCKER", "FAILED", { message: "apt-get has no docker.io", attempt: 2 }),
    stage("NVIDIA_DRIVER", "SKIPPED", { message: "the class has no GPUs" }),
    stage("SWARM_JOIN", "WAITING"),
  ]);
  test("columns are those of all hosts, in the order in which they are done", () => {
    const manager = host("MANAGER", "RUNNING", 0, [stage("SWARM_INIT", "WAITING"), stage("DEPLOY", "WAITING")]);
    expect(stageColumns([manager, worker])).toEqual([
      "PREFLIGHT",
      "DOCKER",
      "NVIDIA_DRIVER",
      "SWARM_INIT",
      "SWARM_JOIN",
      "DEPLOY",
    ]);
  });
  test("each stage says in words what its icon shows", () => {
    expect(worker.stages.map((one) => stageCell(one, worker, 0).spoken)).toEqual([
      "done in 4 s",
      "failed, attempt 2",
      "left out: the class has no GPUs",
      "not begun",
    ]);
    expect(stageCell(undefined, worker, 0).spoken).toBe("not on this host");
    const running = stage("DEPLOY", "RUNNING", { startedAt: AT });
    expect(stageCell(running, host("MANAGER", "RUNNING"), Date.parse(AT) + 61_700)).toMatchObject({ text: "61 s" });
  });
  test("a failure is told by its stage; a manager cannot be skipped; a changed key is known", () => {
    expect(failureOf(worker)).toEqual({ title: "Failed at “Docker Engine”.", message: "apt-get has no docker.io" });
    expect(skipRefusal(worker)).toBeNull();
    expect(skipRefusal(host("MANAGER", "FAILED"))).toMatch(/no cluster/);
    const observed = "The host’s key is another one than at the first login.";
    expect(hasChangedKey({ checks: [check("SSH", "FAILED", { observed })] })).toBe(true);
    expect(hasChangedKey({ checks: [check("SSH", "FAILED")] })).toBe(false);
  });
  test("a manager of as many hosts as nodes works too", () => {
    const given = operation({ hosts: [host("MANAGER", "READY"), worker] });
    expect(roleWords(given.hosts[0]!, given, 2)).toBe("Manager, works too");
    expect(roleWords(given.hosts[0]!, given, 1)).toBe("Manager");
  });
});

describe("what comes live", () => {
  const before = operation({ hosts: [host("MANAGER", "RUNNING", 0, [stage("DOCKER", "RUNNING")])] });
  const after = host("MANAGER", "READY", 0, [stage("DOCKER", "DONE")]);
  const none = { sequence: 2, missed: false, snapshot: null };
  const event = { sequence: 2, at: AT, position: 0, stage: null, lines: [], host: null, operation: null };
  test("changes a host, or the whole; a log changes neither", () => {
    const changed = applyMessage(before, { ...none, events: [{ ...event, kind: "HOST", host: after }] });
    expect(changed?.hosts).toEqual([after]);
    const log = applyMessage(before, { ...none, events: [{ ...event, kind: "LOG", stage: "DOCKER", lines: ["x"] }] });
    expect(log).toBe(before);
    const ended = operation({ status: "SUCCEEDED" });
    expect(applyMessage(changed, { ...none, events: [{ ...event, kind: "OPERATION", operation: ended }] })).toBe(ended);
    expect(applyMessage(null, { ...none, snapshot: before, events: [] })).toBe(before);
  });
  test("is said in few words", () => {
    const at = { ...before, hosts: [after] };
    expect(announcement(before, at)).toBe("host-0: ready.");
    expect(announcement(before, before)).toBe("");
    const failed = host("MANAGER", "FAILED", 0, [stage("DOCKER", "FAILED")]);
    expect(announcement(before, { ...before, hosts: [failed] })).toBe("host-0: Docker Engine failed.");
    expect(announcement(before, { ...at, status: "SUCCEEDED" })).toBe(
      "host-0: ready. Installed on 1 host, and proved.",
    );
    expect(announcement(null, at)).toBe("");
    const many = (state: "RUNNING" | "READY") =>
      operation({ hosts: Array.from({ length: 9 }, (_, index) => host("WORKER", state, index)) });
    expect(announcement(many("RUNNING"), many("READY"))).toBe("9 stages have changed.");
  });
});
