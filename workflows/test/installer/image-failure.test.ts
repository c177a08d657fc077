import { expect, test } from "vitest";
import { imageFailure } from "../../src/installer/image-failure.ts";

const LATE = "the head did not take its programs within 900 s: ";

test.each([
  [`${LATE}"No such image: rayproject/ray:2.60.0"`, "docker pull rayproject/ray:2.60.0 on the manager"],
  [
    `${LATE}pull access denied for example/ray, repository does not exist or may require 'docker login'`,
    "docker pull example/ray on the manager",
  ],
  [`${LATE}no matching manifest for linux/arm64 in the manifest list entries`, "Then retry."],
])("an image that is not to be had is told with its remedy: %s", (said, end) => {
  const check = imageFailure(said);
  expect(check).toMatchObject({ name: "HEAD_IMAGE", outcome: "FAILED", observed: said });
  expect(check?.remedy).toMatch(/docker login.*docker load/);
  expect(check?.remedy?.endsWith(end)).toBe(true);
});

test.each([LATE, "the Swarm has no node for the head: no suitable node (1 node not available)"])(
  "what is no image's fault has no such remedy: %s",
  (said) => {
    expect(imageFailure(said)).toBeNull();
  },
);
