import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { BundleInput, SetupType } from "../../src/bundle/bundle-input.ts";
import { readme } from "../../src/bundle/readme.ts";
import { setupNotices } from "../../src/bundle/setup-notices.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";

let payload: ReturnType<typeof samplePayload>;
beforeAll(() => {
  payload = samplePayload();
});
afterAll(() => payload.dispose());

const at = (host: string): Partial<BundleInput> => ({
  gateway: { publicKey: "k", host, port: 51_820, tunnelAddress: "172.24.0.1" },
});

describe("what will not work as the bundle is", () => {
  test.each<[string, SetupType, Partial<BundleInput>, RegExp | null]>([
    ["a gateway that others reach", "dockerSwarm", at("arena.example.org"), null],
    ["a gateway that is this machine to everybody", "dockerSwarm", at("localhost"), /no other machine reaches/],
    ["the same as an address", "helm", at("127.0.1.1"), /no other machine reaches/],
    ["and of the sixth version", "helm", at("[::1]"), /no other machine reaches/],
    ["GPUs and the default image", "dockerSwarm", { gpus: 2, rayImage: "rayproject/ray:2.60.0" }, /ARENA_RAY_IMAGE/],
    ["GPUs and an image for them", "dockerSwarm", { gpus: 2, rayImage: "rayproject/ray:2.60.0-gpu" }, null],
    ["GPUs and an image with a CUDA version", "helm", { gpus: 2, rayImage: "rayproject/ray:2.60.0-py312-cu128" }, null],
    ["all GPUs of a host of a Swarm", "dockerSwarm", { gpus: null }, null],
    ["all GPUs in Kubernetes", "helm", { gpus: null }, /by number: none here/],
  ])("%s (%s)", (_what, setupType, changes, notice) => {
    const input = sampleInput(payload, { ...at("arena.example.org"), ...changes });
    const notices = setupNotices(input, setupType);
    expect(notices).toHaveLength(notice === null ? 0 : 1);
    if (notice !== null) expect(notices[0]).toMatch(notice);
    expect(readme(input, setupType).includes("\n> ")).toBe(notice !== null);
  });
});
