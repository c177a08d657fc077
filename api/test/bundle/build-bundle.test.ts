import { createHash } from "node:crypto";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { sizeBytesOf, type BundleFile } from "../../src/bundle/bundle-file.ts";
import { ARCHIVE_TYPES, SETUP_TYPES, type BundleInput } from "../../src/bundle/bundle-input.ts";
import { buildBundle } from "../../src/bundle/build-bundle.ts";
import { BundleInputError } from "../../src/bundle/check-bundle-input.ts";
import { configurationTabs } from "../../src/bundle/configuration-tabs.ts";
import { archiveSizeBytes, packArchive } from "../../src/bundle/pack-archive.ts";
import { helmArchive, hostArchive, managerArchive } from "../../src/bundle/operation-archive.ts";
import { reportKey } from "../../src/bundle/report-key.ts";
import { readTar, readZip } from "./read-archive.ts";
import { keyOf, sampleInput, samplePayload } from "./sample-input.ts";

let payload: ReturnType<typeof samplePayload>;
beforeAll(() => {
  payload = samplePayload();
});
afterAll(() => payload.dispose());

const archiveOf = async (files: readonly BundleFile[], type: "tar" | "zip"): Promise<Buffer> =>
  Buffer.concat(await packArchive(files, type).toArray());
const textOf = (files: readonly BundleFile[], path: string): string => {
  const found = files.find((file) => file.path === path);
  if (found === undefined || !Buffer.isBuffer(found.content)) throw new Error(`no ${path}`);
  return found.content.toString();
};
const otherKeys = (input: BundleInput): BundleInput => ({
  ...input,
  keys: {
    ...{ privateKey: keyOf("p2"), publicKey: keyOf("q2"), presharedKey: keyOf("s2") },
    ...{ agentToken: "arena_agent_another_token_", tunnelAddress: "172.24.0.3" },
  },
});

describe.each(SETUP_TYPES)("a bundle for %s", (setupType) => {
  test.each(ARCHIVE_TYPES)("is the same bytes each time, as long as it is said to be (%s)", async (type) => {
    const input = sampleInput(payload);
    const first = await archiveOf(buildBundle(input, setupType), type);
    const second = await archiveOf(buildBundle({ ...input, keys: { ...input.keys } }, setupType), type);
    expect(createHash("sha256").update(first).digest("hex")).toBe(createHash("sha256").update(second).digest("hex"));
    expect(first.byteLength).toBe(archiveSizeBytes(buildBundle(input, setupType), type));
  });

  test("has the same in tar and zip: names below arena-train/, modes, order, contents", async () => {
    const files = buildBundle(sampleInput(payload), setupType);
    const tar = await readTar(await archiveOf(files, "tar"));
    const zip = await readZip(await archiveOf(files, "zip"));
    expect(zip).toEqual(tar);
    expect(tar.map((entry) => entry.name)).toEqual(files.map((file) => `arena-train/${file.path}`));
    for (const entry of tar) {
      expect(entry.name).toMatch(/^arena-train\/[A-Za-z0-9_./-]+$/);
      expect(entry.name).not.toContain("..");
      if (entry.name.endsWith(".sh")) expect(entry.mode).toBe(0o755);
    }
  });

  test("differs by keys in nothing but what has them", () => {
    const one = buildBundle(sampleInput(payload), setupType);
    const two = buildBundle(otherKeys(sampleInput(payload)), setupType);
    const changed = one
      .filter((file, index) => Buffer.isBuffer(file.content) && !file.content.equals(two[index]!.content as Buffer))
      .map((file) => file.path);
    const expected =
      setupType === "helm"
        ? ["README.md", "chart/values.yaml"]
        : ["README.md", "arena-stack.yaml", "config.d/agent-token", "config.d/ray-auth-token", "config.d/tun0.conf"];
    expect(changed).toEqual([...expected, "report.d/key"]);
  });

  test("keeps secrets in files of their owner", () => {
    const input = sampleInput(payload);
    for (const file of buildBundle(input, setupType)) {
      if (!Buffer.isBuffer(file.content)) continue;
      const { privateKey, presharedKey, agentToken } = input.keys;
      const secrets = [privateKey, presharedKey, agentToken, reportKey(input)];
      if (secrets.some((one) => file.content.toString().includes(one)))
        expect([file.path, file.mode]).toEqual([file.path, 0o600]);
    }
  });

  test("says in its list what its programs hash to, and carries no empty file", () => {
    const files = buildBundle(sampleInput(payload), setupType);
    const sums = textOf(files, "payload/SHA256SUMS").trim().split("\n");
    expect(sums).toContain(`${payload.agent.sha256}  agent.mjs`);
    expect(sums).toHaveLength(6);
    for (const file of files) expect(sizeBytesOf(file)).toBeGreaterThan(0);
  });

  test("is shown in the panel as it is in the archive, in the panel's order", () => {
    const input = sampleInput(payload);
    const files = buildBundle(input, setupType);
    const tabs = configurationTabs(input, setupType);
    const expected: [string, string, string][] =
      setupType === "helm"
        ? [
            ["README", "markdown", "README.md"],
            ["values.yaml", "yaml", "chart/values.yaml"],
            ["head deployment", "yaml", "chart/templates/ray-head.yaml"],
            ["worker template", "yaml", "chart/templates/ray-worker.yaml"],
          ]
        : [
            ["README", "markdown", "README.md"],
            ["tun0.conf", "ini", "config.d/tun0.conf"],
            ["arena-stack.yaml", "yaml", "arena-stack.yaml"],
          ];
    expect(tabs).toEqual(expected.map(([name, language, path]) => ({ name, language, content: textOf(files, path) })));
  });
});

describe("what the published client looks for", () => {
  test("in a Swarm's bundle", () => {
    const files = buildBundle(sampleInput(payload), "dockerSwarm");
    const paths = files.map((file) => file.path);
    const tunnel = textOf(files, "config.d/tun0.conf");
    for (const text of [
      "[Interface]",
      "[Peer]",
      "PrivateKey = ",
      "PublicKey = ",
      "PresharedKey = ",
      "Endpoint = ",
      "AllowedIPs = ",
    ])
      expect(tunnel).toContain(text);
    expect(textOf(files, "arena-stack.yaml")).toContain("/etc/wireguard/");
    expect(textOf(files, "arena-stack.yaml")).not.toContain("max_replicas_per_node");
    for (const stage of ["docker", "nvidia-driver", "nvidia-container-toolkit"])
      expect(paths).toContain(`install-${stage}.sh`);
    for (const stage of [
      "init-docker-swarm",
      "join-docker-swarm",
      "label-docker-swarm-gpus",
      "deploy-arena-stack",
      "setup",
    ])
      expect(paths).toContain(`${stage}.sh`);
  });

  test("in a chart's bundle", () => {
    const files = buildBundle(sampleInput(payload), "helm");
    const values = textOf(files, "chart/values.yaml");
    for (const key of [
      "wireguard:",
      "gatewayHost:",
      "gatewayPublicKey:",
      "peerPrivateKey:",
      "peerIp:",
      "preSharedKey:",
    ])
      expect(values).toContain(key);
    expect(/^clusterName:\s*["']?([^"'\s]+)["']?\s*$/m.exec(values)?.[1]).toBe("robots");
    expect(files.map((file) => file.path)).toEqual(expect.arrayContaining(["setup.sh", "validate.sh"]));
  });

  test.each(["123", "1e3", "true", "null", "0x1f"])("a slug that YAML could take for something else: %s", (slug) => {
    const values = textOf(buildBundle(sampleInput(payload, { slug }), "helm"), "chart/values.yaml");
    expect(/^clusterName:\s*["']?([^"'\s]+)["']?\s*$/m.exec(values)?.[1]).toBe(slug);
  });
});

test.each([
  ["2001:db8::1", "[2001:db8::1]:51820"],
  ["[2001:db8::1]", "[2001:db8::1]:51820"],
  ["::1", "[::1]:51820"],
  ["192.0.2.7", "192.0.2.7:51820"],
  ["localhost", "localhost:51820"],
])("a gateway at %s is the endpoint %s", (host, endpoint) => {
  const input = sampleInput(payload);
  const files = buildBundle({ ...input, gateway: { ...input.gateway, host } }, "dockerSwarm");
  expect(textOf(files, "config.d/tun0.conf")).toContain(`\nEndpoint = ${endpoint}\n`);
});

test.each(["https://arena.example.com", "http://[2001:db8::1]:4000", "https://example.com/arena"])(
  "scripts report to %s, whether or not it ends with a slash",
  (serverUrl) => {
    for (const given of [serverUrl, `${serverUrl}/`])
      for (const setupType of SETUP_TYPES) {
        const files = buildBundle(sampleInput(payload, { serverUrl: given }), setupType);
        expect(textOf(files, "config.env")).toContain(`\nARENA_SERVER='${serverUrl}'\n`);
        expect(textOf(files, "report.d/key")).toMatch(/^arena_setup_[0-9a-f-]{36}_[0-9a-f]{64}$/);
      }
  },
);

test("what the server itself installs with has nothing to report with", async () => {
  const input = sampleInput(payload);
  const archives = [hostArchive(input), managerArchive(input), helmArchive(input)];
  for (const archive of await Promise.all(archives)) {
    const entries = await readTar(gunzipSync(archive));
    expect(entries.length).toBeGreaterThan(5);
    for (const { name, content } of entries) {
      expect(name).not.toMatch(/report\.d|payload/);
      expect(content.toString()).not.toContain("arena_setup_");
    }
  }
});

describe("what would break a configuration is refused", () => {
  const sample = (): BundleInput => sampleInput(payload);
  test.each<[string, () => BundleInput]>([
    ["slug", () => ({ ...sample(), slug: "../etc" })],
    ["slug", () => ({ ...sample(), slug: "a".repeat(54) })],
    ["version", () => ({ ...sample(), version: "1/../../x" })],
    ["nodes", () => ({ ...sample(), nodes: 0 })],
    ["serverUrl", () => ({ ...sample(), serverUrl: "arena.example.com" })],
    ["serverUrl", () => ({ ...sample(), serverUrl: "file:///etc/passwd" })],
    ["serverUrl", () => ({ ...sample(), serverUrl: "https://arena.example.com/'; id; '" })],
    ["serverUrl", () => ({ ...sample(), serverUrl: "https://arena.example.com\nX=1" })],
    ["rayImage", () => ({ ...sample(), rayImage: "ray:1\n    privileged: true" })],
    ["gateway.host", () => ({ ...sample(), gateway: { ...sample().gateway, host: "a\nPostUp = reboot" } })],
    ["keys.privateKey", () => ({ ...sample(), keys: { ...sample().keys, privateKey: "short" } })],
    ["keys.agentToken", () => ({ ...sample(), keys: { ...sample().keys, agentToken: "with a blank in it, long" } })],
    ["keys.tunnelAddress", () => ({ ...sample(), keys: { ...sample().keys, tunnelAddress: "172.24.0.2/32" } })],
  ])("%s", (field, input) => {
    expect(() => buildBundle(input(), "dockerSwarm")).toThrow(BundleInputError);
    expect(() => buildBundle(input(), "helm")).toThrow(field);
  });
});
