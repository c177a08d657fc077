import { ArenaError } from "@arena/sdk";
import { describe, expect, test } from "vitest";
import { checkName, countChecks, readRemedy, sortChecks } from "../../src/lib/on-prem/cluster/check-words.ts";
import { countHosts, hostFaults, readHosts } from "../../src/lib/on-prem/cluster/host-list.ts";
import { appendLines, earlierLines, MOST_LINES } from "../../src/lib/on-prem/cluster/log-tail.ts";
import { AT, check } from "./sample-operation.ts";

describe("hosts that are typed", () => {
  test("are read one a line, or with commas", () => {
    expect(readHosts(" root@a:2222,\n\n b , [::1]:22\nc\n")).toEqual(["root@a:2222", "b", "[::1]:22", "c"]);
    expect(readHosts("a;rm -rf /")).toEqual(["a;rm", "-rf", "/"]);
  });
  test.each([
    ["", "a", 2, "1 host for 2 nodes: name the manager.", false],
    ["m", "a", 2, "2 hosts for 2 nodes: the manager works too.", true],
    ["m", "a, b", 2, "3 hosts for 2 nodes: the manager only manages.", true],
    ["m", "", 2, "1 host for 2 nodes: name 1 more worker, or 2 for a manager that only manages.", false],
    ["m", "a b c d", 2, "5 hosts for 2 nodes: take 2 away, or 3 for a manager that works too.", false],
    ["m", "", 1, "1 host for 1 node: the manager works too.", true],
  ])("%j with %j of %i nodes", (manager, workers, nodes, text, fits) => {
    expect(countHosts(manager, workers, nodes)).toEqual({ text, fits });
  });
  test("faults of single workers name them, on their field", () => {
    const { fields } = new ArenaError({
      code: "VALIDATION",
      message: "",
      fields: [
        { path: "manager", message: "is no host: give HOST" },
        { path: "workers.1", message: "is named twice" },
        { path: "workers", message: "makes 3 hosts, and the class has 1 node: name the manager alone" },
        { path: "advertiseAddress", message: "is neither an address nor an interface" },
        { path: "id", message: "is none" },
      ],
    });
    expect(hostFaults(fields, "-x", "a\nb")).toEqual({
      manager: "-x is no host: give HOST.",
      workers: "b is named twice. That makes 3 hosts, and the class has 1 node: name the manager alone.",
      advertiseAddress: "It is neither an address nor an interface.",
    });
    expect(hostFaults([], "", "")).toEqual({});
  });
});

describe("checks", () => {
  const checks = [check("CPUS", "PASSED"), check("MTU", "WARNING"), check("GPUS", "SKIPPED"), check("SUDO", "FAILED")];
  test("what somebody must do something about comes first, the rest is folded with its count", () => {
    const { open, folded } = sortChecks(checks);
    expect(open.map(({ name }) => name)).toEqual(["SUDO", "MTU"]);
    expect(folded.map(({ name }) => name)).toEqual(["CPUS", "GPUS"]);
    expect(countChecks(checks)).toBe("1 failed, 1 warning, 1 passed, 1 not looked at");
    expect(countChecks([])).toBe("nothing was looked at");
  });
  test("are named in plain words, new ones too", () => {
    expect(checkName("CLOCK_SKEW")).toBe("Clock");
    expect(checkName("DISK_QUOTA")).toBe("Disk quota");
  });
  test.each([
    ["Turn it on: timedatectl set-ntp true", "Turn it on:", "timedatectl set-ntp true"],
    [
      "As root: echo 'eve ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/arena",
      "As root:",
      "echo 'eve ALL=(ALL) NOPASSWD: ALL' > /etc/sudoers.d/arena",
    ],
    [
      "Start sshd on a, or give the port it listens on (here: 22): systemctl enable --now ssh",
      "Start sshd on a, or give the port it listens on (here: 22):",
      "systemctl enable --now ssh",
    ],
    [
      "See what it says: docker service logs arena_ray-head on the manager.",
      "See what it says, on the manager:",
      "docker service logs arena_ray-head",
    ],
  ])("a command in a remedy can be copied: %s", (remedy, words, command) => {
    expect(readRemedy(remedy)).toEqual({ words, command });
  });
  test.each([
    "Use a host with Linux, such as Debian or Ubuntu.",
    "Give it a name of its own: hostnamectl set-hostname <name>",
    "Install Docker Engine by hand: https://docs.docker.com/engine/install",
    "Mount them: Docker limits containers by cgroups (mount -t cgroup2 none /sys/fs/cgroup)",
  ])("what is no whole command is only told: %s", (remedy) => {
    expect(readRemedy(remedy)).toEqual({ words: remedy, command: null });
  });
});

describe("a log", () => {
  const event = { stage: "DOCKER", lines: ["one", "two"], at: AT } as const;
  test("takes what comes live, and not what it was read with", () => {
    const once = appendLines([], event);
    expect(once.map(({ text }) => text)).toEqual(["one", "two"]);
    expect(appendLines(once, event)).toBe(once);
    expect(appendLines(once, { ...event, lines: [] })).toBe(once);
    expect(appendLines(once, { ...event, at: "2026-11-23T12:00:00.001Z" })).toHaveLength(4);
  });
  test("knows what came in before its beginning", () => {
    const all = appendLines([], event);
    expect(earlierLines(all.slice(1), all)).toBe(1);
    expect(earlierLines(all, all)).toBe(0);
    expect(earlierLines([], all)).toBe(0);
    expect(earlierLines(all, appendLines(all, { ...event, at: "2026-11-23T12:00:01.000Z" }))).toBe(0);
  });
  test("keeps the newest", () => {
    const lines = Array.from({ length: MOST_LINES }, (_, index) => `line ${index}`);
    const full = appendLines(appendLines([], { ...event, lines }), event);
    expect(full).toHaveLength(MOST_LINES);
    expect(full.at(-1)?.text).toBe("two");
    expect(full[0]?.text).toBe("line 2");
  });
});
