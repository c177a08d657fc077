import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { librariesOf } from "./linked-libraries.ts";
import { mustRun, runCommand } from "./run-command.ts";

/** What the scripts of the bundle use, and an image of Ray has; and what one of the tunnel has. */
export const RAY_PROGRAMS =
  "bash sh awk basename cat chmod chown cmp cp cut date dirname env find flock getent grep gunzip gzip head hostname id ls mkdir mktemp mv rm sed sha256sum sleep sort tail tar timeout touch tr true uname wc".split(
    " ",
  );
const TUNNEL_PROGRAMS = [...RAY_PROGRAMS, "ip", "iptables", "mknod", "wg", "wireguard-go"];

/** Stands in for Ray: the port of the head, and a process that is called as a node's is. */
const RAY = `#!/bin/bash
printf '%s\\n' "$*" >/tmp/ray-arguments
[ "$RAY_AUTH_MODE" = token ] && [ -r "$RAY_AUTH_TOKEN_PATH" ] || exit 1
case "$*" in
*--head*) exec node -e 'const s = require("net").createServer((c) => c.end()); s.listen(6379); process.on("SIGTERM", () => process.exit(0));' ;;
*) exec -a raylet node -e 'setInterval(() => {}, 1e6); process.on("SIGTERM", () => process.exit(0));' ;;
esac
`;

/** Archives of two root file systems, made of this machine's own programs. */
export async function makeTestImages(): Promise<{ ray: string; tunnel: string; dispose(): void }> {
  const directory = mkdtempSync(join(tmpdir(), "arena-images-"));
  const ray = await makeRoot(join(directory, "ray"), RAY_PROGRAMS);
  await addProgram(ray, process.execPath, "/usr/local/bin/node");
  writeFileSync(join(ray, "usr/local/bin/ray"), RAY, { mode: 0o755 });
  const tunnel = await makeRoot(join(directory, "tunnel"), TUNNEL_PROGRAMS);
  // Matches and targets are loaded when a rule names them.
  for (const folder of ["/usr/lib/x86_64-linux-gnu/xtables", "/usr/lib/aarch64-linux-gnu/xtables"])
    if (existsSync(folder)) cpSync(folder, join(tunnel, folder), { recursive: true, dereference: true });
  const archives = { ray: `${ray}.tar`, tunnel: `${tunnel}.tar` };
  await mustRun("tar", ["-c", "-f", archives.ray, "-C", ray, "."]);
  await mustRun("tar", ["-c", "-f", archives.tunnel, "-C", tunnel, "."]);
  return { ...archives, dispose: () => rmSync(directory, { recursive: true, force: true }) };
}

/** A root file system with these programs, the users of Ray's image, and what resolves names. */
export async function makeRoot(root: string, programs: readonly string[]): Promise<string> {
  for (const folder of [
    "etc",
    "opt/data",
    "proc",
    "sys",
    "dev",
    "run",
    "tmp",
    "usr/bin",
    "usr/sbin",
    "usr/lib",
    "usr/lib64",
    "usr/local/bin",
    "home/ray",
  ])
    mkdirSync(join(root, folder), { recursive: true });
  for (const [link, target] of Object.entries({ bin: "usr/bin", sbin: "usr/sbin", lib: "usr/lib", lib64: "usr/lib64" }))
    symlinkSync(target, join(root, link));
  await mustRun("chmod", ["1777", join(root, "tmp")]);
  writeFileSync(join(root, "etc/passwd"), "root:x:0:0::/root:/bin/bash\nray:x:1000:100::/home/ray:/bin/bash\n");
  writeFileSync(join(root, "etc/group"), "root:x:0:\nusers:x:100:\n");
  writeFileSync(join(root, "etc/nsswitch.conf"), "hosts: files dns\n");
  for (const program of programs) await addProgram(root, await pathOf(program), null);
  // Loaded by the C library when a name is resolved.
  for (const library of ["libnss_files.so.2", "libnss_dns.so.2", "libresolv.so.2"])
    for (const folder of ["/lib/x86_64-linux-gnu", "/lib/aarch64-linux-gnu"])
      if (existsSync(join(folder, library))) copyInto(root, join(folder, library), join("/usr", folder, library));
  return root;
}

async function pathOf(program: string): Promise<string> {
  const found = await runCommand("bash", ["-c", `type -P ${program}`], {
    env: { ...process.env, PATH: `/usr/sbin:/usr/bin:/sbin:/bin:${process.env.PATH}` },
  });
  if (found.code !== 0) throw new Error(`this machine has no ${program}`);
  return found.stdout.trim();
}

/** With the libraries that it is linked to. */
async function addProgram(root: string, program: string, target: string | null): Promise<void> {
  copyInto(
    root,
    program,
    target ?? (program.includes("sbin/") ? `/usr/sbin/${name(program)}` : `/usr/bin/${name(program)}`),
  );
  for (const library of await librariesOf([realpathSync(program)]))
    copyInto(root, library, library.startsWith("/usr") ? library : `/usr${library}`);
}

const name = (path: string): string => path.slice(path.lastIndexOf("/") + 1);

function copyInto(root: string, from: string, to: string): void {
  const target = join(root, to);
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(from), target);
}
