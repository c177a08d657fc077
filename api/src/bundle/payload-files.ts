import type { BundleFile } from "./bundle-file.ts";
import type { BundlePayload } from "./bundle-input.ts";
import { createHash } from "node:crypto";
import { deployTemplate } from "./deploy-template.ts";

/** The programs as `unpack.sh` takes them: the list of hashes is of what is packed. */
export function payloadFiles(payload: BundlePayload): BundleFile[] {
  const programs: readonly (readonly [string, BundleFile["content"]])[] = [
    ["agent.mjs", payload.agent],
    ["launcher.mjs", payload.launcher],
    ["node.gz", payload.nodeGzip],
    ["prove.py", Buffer.from(deployTemplate("shared/prove.py"))],
    ["start-agent.mjs", Buffer.from(deployTemplate("shared/start-agent.mjs"))],
    ["trainer-classic.mjs", payload.trainer],
  ];
  const sums = programs.map(([name, content]) => `${sha256Of(content)}  ${name}\n`).join("");
  const file = (name: string, content: BundleFile["content"]): BundleFile => ({
    path: `payload/${name}`,
    mode: 0o644,
    content,
  });
  return [
    ...programs.map(([name, content]) => file(name, content)),
    file("MACHINE", Buffer.from(`${payload.machine}\n`)),
    file("SHA256SUMS", Buffer.from(sums)),
  ];
}

const sha256Of = (content: BundleFile["content"]): string =>
  Buffer.isBuffer(content) ? createHash("sha256").update(content).digest("hex") : content.sha256;
