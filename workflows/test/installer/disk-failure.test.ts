import { expect, test } from "vitest";
import { diskFailure } from "../../src/installer/disk-failure.ts";
import { reasonLine } from "../../src/installer/reason-line.ts";

const DISK = "the disk of /var/lib/arena-install";

test.each([
  ["tar: arena-train/arena-stack.yaml: Cannot write: No space left on device", /^Make room on the disk of \/var\/lib/],
  ["failed to register layer: write /usr/lib/libc.so: no space left on device", /df -i/],
  ["cat: write error: Disk quota exceeded", /^Raise the quota of root on the disk of/],
  ["mkdir: cannot create directory '/var/lib/arena-install': Read-only file system", /^Let the disk of .* be written/],
])("a disk that refuses is told with its remedy: %s", (said, remedy) => {
  expect(diskFailure(said, DISK)).toEqual({
    name: "HOST_DISK",
    outcome: "FAILED",
    observed: said,
    expected: `${DISK} takes files`,
    remedy: expect.stringMatching(remedy),
  });
});

test("what is no disk's fault has no such remedy", () => {
  expect(diskFailure("sudo: a password is required", DISK)).toBeNull();
});

test.each([
  [
    "the disk, before what follows from it",
    "tar: a/b: Cannot mkdir: No space left on device\ntar: a/b/c: Cannot open: No such file or directory\ntar: Exiting with failure status due to previous errors\n",
    "tar: a/b: Cannot mkdir: No space left on device",
  ],
  [
    "what was said before tar ends",
    "gzip: stdin: not in gzip format\ntar: Child returned status 1\ntar: Error is not recoverable: exiting now\n",
    "gzip: stdin: not in gzip format",
  ],
  [
    "else what was said last",
    "sudo: unable to resolve host one\nsudo: a password is required\n",
    "sudo: a password is required",
  ],
  ["the end, where nothing else was said", "tar: Child returned status 1\n", "tar: Child returned status 1"],
  ["the other words, where nothing was said", " \n", "nothing"],
])("the line that says why: %s", (_what, errors, line) => {
  expect(reasonLine(errors, "nothing")).toBe(line);
});
