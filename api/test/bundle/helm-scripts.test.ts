import { statSync } from "node:fs";
import { join } from "node:path";
import { afterEach, afterAll, beforeAll, describe, expect, test } from "vitest";
import { recordPrograms, type RecordedPrograms } from "./recorded-programs.ts";
import { runCommand, type CommandResult } from "./run-command.ts";
import { sampleInput, samplePayload } from "./sample-input.ts";
import { unpackBundle, type UnpackedBundle } from "./unpack-bundle.ts";

/** The head's container starts at the second look; what it is sent is kept. */
const KUBECTL = `case "$*" in
exec*" -- true") [ -e "$TMPDIR/looked" ] || { touch "$TMPDIR/looked"; exit 1; } ;;
exec*"unpack.sh 0.1.0") cat >"$TMPDIR/payload.tar" ;;
"rollout status deployment/$UNREADY"*) exit 1 ;;
esac`;

let payload: ReturnType<typeof samplePayload>;
let bundle: UnpackedBundle;
let programs: RecordedPrograms;
beforeAll(async () => {
  payload = samplePayload();
  bundle = await unpackBundle(sampleInput(payload, { slug: "1e3" }), "helm");
  programs = recordPrograms({ helm: "", kubectl: KUBECTL });
});
afterEach(() => programs.forget());
afterAll(() => {
  payload.dispose();
  bundle.dispose();
  programs.dispose();
});

const script = (name: string, args: string[] = [], more: NodeJS.ProcessEnv = {}): Promise<CommandResult> => {
  const { RELEASE_NAME: _release, NAMESPACE: _namespace, ...environment } = programs.environment;
  return runCommand("bash", [join(bundle.root, name), ...args], {
    env: { UNREADY: "none", ...environment, ...more },
    cwd: programs.directory,
  });
};

describe("setup.sh of a chart", () => {
  test("installs or updates the release named for the class, and gives the head its programs", async () => {
    const done = await script("setup.sh");
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(programs.callsOf("helm")).toEqual([
      ["upgrade", "--install", "1e3", "./chart", "--namespace", "1e3", "--create-namespace"],
    ]);
    expect(programs.callsOf("kubectl").at(-1)).toEqual([
      "exec",
      "-i",
      "-n",
      "1e3",
      "deployment/1e3-ray-head",
      "-c",
      "ray-head",
      "--",
      "/bin/bash",
      "/arena/unpack.sh",
      "0.1.0",
    ]);
    const listed = await runCommand("tar", ["-t", "-f", join(programs.directory, "payload.tar")]);
    expect(listed.stdout).toContain("./node.gz");
  });

  test("honours RELEASE_NAME and NAMESPACE", async () => {
    const done = await script("setup.sh", [], { RELEASE_NAME: "mine", NAMESPACE: "there" });
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(programs.callsOf("helm")[0]).toEqual([
      "upgrade",
      "--install",
      "mine",
      "./chart",
      "--namespace",
      "there",
      "--create-namespace",
    ]);
  });

  test("takes the secrets of a zip's extraction from other users", async () => {
    const values = join(bundle.root, "chart/values.yaml");
    await runCommand("chmod", ["0644", values]);
    await script("setup.sh", ["--dry-run"]);
    expect(statSync(values).mode & 0o777).toBe(0o600);
  });

  test("a dry run renders, and changes nothing", async () => {
    const done = await script("setup.sh", ["--dry-run"]);
    expect(done, done.stderr).toMatchObject({ code: 0 });
    expect(programs.calls().map(([program, verb]) => `${program} ${verb}`)).toEqual(["helm template"]);
  });

  test("says which program is missing", async () => {
    const done = await script("setup.sh", [], { PATH: "/usr/bin:/bin" });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("helm is not on PATH");
  });
});

describe("validate.sh", () => {
  test("waits for head and workers", async () => {
    const done = await script("validate.sh");
    expect(done, done.stderr).toMatchObject({ code: 0 });
    const waited = programs.callsOf("kubectl").map((call) => call.slice(0, 3).join(" "));
    expect(waited).toEqual(["rollout status deployment/1e3-ray-head", "rollout status deployment/1e3-ray-worker"]);
  });

  test("names what is not ready, and fails", async () => {
    const done = await script("validate.sh", [], { UNREADY: "1e3-ray-worker" });
    expect(done.code).toBe(1);
    expect(done.stderr).toContain("1e3-ray-worker is not ready");
  });
});
