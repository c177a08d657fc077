import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { ChecksUnavailableError } from "../../src/domain/environment/errors.ts";
import { VirtualEnvironments } from "../../src/environments/virtual-environment.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "arena-python-test-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A program that answers as Python does when it is asked for its version, and then does what is given. */
function python(version: string, then = "exit 0"): string {
  const program = path.join(folder, "python");
  const answer = JSON.stringify([program, ...version.split(".").map(Number)]);
  writeFileSync(program, `#!/bin/sh\nif [ "$2" = -c ]; then echo '${answer}'; exit 0; fi\n${then}\n`);
  chmodSync(program, 0o755);
  return program;
}

function environments(program: string): VirtualEnvironments {
  const requirementsFile = path.join(folder, "requirements.txt");
  writeFileSync(requirementsFile, "gymnasium\n");
  return new VirtualEnvironments({ cacheDir: path.join(folder, "cache"), requirementsFile, python: program });
}

async function refusal(program: string): Promise<string> {
  const error: unknown = await environments(program)
    .get()
    .catch((fault: unknown) => fault);
  if (!(error instanceof ChecksUnavailableError)) throw new Error(`not refused as it should: ${String(error)}`);
  return error.message;
}

it("says that there is no Python, or only an old one, and what to install", async () => {
  expect(await refusal(path.join(folder, "none"))).toMatch(/none at .*none \(ARENA_PYTHON\).*apt-get install python3/);
  expect(await refusal(python("3.8"))).toMatch(/Python 3\.9 or newer.*python is 3\.8/);
  expect(await refusal(python("2.7"))).toMatch(/python is 2\.7/);
});

it("says that Python cannot make virtual environments, and what it said itself", async () => {
  const message = await refusal(python("3.11", "echo 'ensurepip is not available' >&2; exit 1"));
  expect(message).toMatch(
    /cannot make a virtual environment.*apt-get install python3-venv.*ensurepip is not available/,
  );
});

it("says that pip reaches no package index, leaves nothing half-made, and tries again when it is asked again", async () => {
  const pip = 'mkdir -p "$3/bin"; printf \'#!/bin/sh\\necho No matching distribution; exit 1\\n\' > "$3/bin/python"';
  const program = python("3.11", `${pip}; chmod +x "$3/bin/python"`);
  const made = environments(program);
  for (let time = 0; time < 2; time += 1) {
    await expect(made.get()).rejects.toThrow(/PIP_INDEX_URL.*No matching distribution/);
    expect(readdirSync(path.join(folder, "cache"))).toEqual([]);
  }
});
