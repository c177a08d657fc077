import { describe, expect, test } from "vitest";
import { codeParts } from "../../src/lib/on-prem/code-parts.ts";
import { fileNameOf, setupAddress } from "../../src/lib/on-prem/setup-download.svelte.ts";
import { connectionWords } from "../../src/lib/on-prem/connection.ts";
import { notOfferedReason } from "../../src/lib/experiments/not-offered-reason.ts";

describe("coloured lines", () => {
  const LINES = [
    "services:",
    "  ray-head: # the head",
    '    image: "rayproject/ray:2.60.0"',
    "    - { source: tun0, target: /etc/wireguard/tun0.conf }",
    "PrivateKey = aGVsbG8=",
    "[Interface]",
    "# only a comment",
    "",
    "  url: http://example.test/#part",
  ];
  test.each(LINES)("lose nothing: %s", (line) => {
    expect(
      codeParts(line)
        .map(({ text }) => text)
        .join(""),
    ).toBe(line);
  });
  test("know keys and comments", () => {
    expect(codeParts("  ray-head: x # the head")).toEqual([
      { kind: "plain", text: "  " },
      { kind: "key", text: "ray-head" },
      { kind: "plain", text: ": x" },
      { kind: "comment", text: " # the head" },
    ]);
    expect(codeParts("PrivateKey = a=")[0]).toEqual({ kind: "key", text: "PrivateKey" });
    expect(codeParts("  url: http://example.test/#part").some(({ kind }) => kind === "comment")).toBe(false);
  });
});

describe("the setup's address and file", () => {
  test("any name is one value of the address", () => {
    expect(setupAddress("a&b=c d/é", "HELM")).toBe(
      "/api/cli/v1/on-prem/classes/deployment-setup?name=a%26b%3Dc+d%2F%C3%A9&setupType=helm&archivedType=tar",
    );
  });
  test("the file's name is the server's, or plain", () => {
    const named = (value: string): Response => new Response("", { headers: { "content-disposition": value } });
    expect(fileNameOf(named('attachment; filename="arena-train-x-helm.tar"'))).toBe("arena-train-x-helm.tar");
    expect(fileNameOf(new Response(""))).toBe("arena-train.tar");
  });
});

test("a connection says since when it is lost", () => {
  const at = new Date(2026, 10, 23, 14, 2, 31);
  expect(connectionWords("UNREACHABLE", at.toISOString(), at.getTime() + 60_000)).toBe("Unreachable since 14:02");
  expect(connectionWords("UNREACHABLE", at.toISOString(), at.getTime() + 86_400_000)).toContain("23 Nov 2026, 14:02");
  expect(connectionWords("NOT_INSTALLED", null, 0)).toBe("Not installed");
});

test("why a draft's class cannot be used", () => {
  const chosen = { id: "a", name: "cpu", kind: "ON_PREM", enabled: true } as const;
  expect(notOfferedReason(chosen, [{ id: "a" }])).toBeNull();
  expect(notOfferedReason(chosen, null)).toBeNull();
  expect(notOfferedReason(chosen, [])).toContain("on-prem training cluster");
  expect(notOfferedReason({ ...chosen, enabled: false }, [])).toBe("The resource class “cpu” is disabled.");
});
