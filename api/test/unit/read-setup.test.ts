import { describe, expect, test } from "vitest";
import { readSetup } from "../../src/domain/cluster-setup/read-setup.ts";
import { ValidationError } from "../../src/domain/errors.ts";

const pathsOf = (act: () => unknown): string[] => {
  try {
    act();
  } catch (error) {
    if (error instanceof ValidationError) return error.fields.map(({ path }) => path);
    throw error;
  }
  return [];
};

describe("what scripts say at their begin", () => {
  test("hosts as they were typed, the manager first", () => {
    const { by, hosts, helm } = readSetup("swarm", "ada@laptop", "MANAGER ada@rack-1\nWORKER [fd00::2]:2222\n");
    expect([by, helm]).toEqual(["ada@laptop", null]);
    expect(hosts).toEqual([
      { login: "ada", address: "rack-1", port: 22 },
      { login: "", address: "fd00::2", port: 2222 },
    ]);
  });
  test.each([
    ["", ["hosts"]],
    ["WORKER rack-2", ["hosts.0"]],
    ["MANAGER rack-1\nMANAGER rack-2", ["hosts.1"]],
    ["MANAGER rack-1; reboot\nWORKER $(id)\nnonsense", ["hosts.0", "hosts.1", "hosts.2"]],
    ["MANAGER -oProxyCommand=x", ["hosts.0"]],
    [`MANAGER rack\n${"WORKER rack\n".repeat(64)}`, ["hosts"]],
  ])("are refused where they are no hosts: %j", (text, paths) => {
    expect(pathsOf(() => readSetup("swarm", "ada@laptop", text))).toEqual(paths);
  });
  test("a release, by its context", () => {
    const { hosts, helm } = readSetup("helm", "ada@laptop", "RELEASE rack\nNAMESPACE training\nCONTEXT admin@rack\n");
    expect(hosts).toEqual([{ login: "", address: "admin@rack", port: 22 }]);
    expect(helm).toMatchObject({ access: "ELSEWHERE", release: "rack", namespace: "training", context: "admin@rack" });
    expect(readSetup("helm", null, "RELEASE rack\nNAMESPACE training\n").hosts[0]!.address).toBe("training");
    expect(pathsOf(() => readSetup("helm", null, "RELEASE Rack!\n"))).toEqual(["release", "namespace"]);
  });
  test("a context has no character that is not seen, and that no database takes", () => {
    const { hosts } = readSetup("helm", null, "RELEASE rack\nNAMESPACE rack\nCONTEXT a\0b\u202ec\u001b[31m\n");
    expect(hosts[0]!.address).toBe("a b c [31m");
  });
  test("who it is, is taken as it is said, or not at all", () => {
    expect(readSetup("swarm", "<b>ada</b>", "MANAGER rack").by).toBe("another machine");
    expect(pathsOf(() => readSetup("nomad", "ada@laptop", ""))).toEqual(["setup"]);
  });
});
