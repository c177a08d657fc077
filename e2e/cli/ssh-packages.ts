import { execFile } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from "node:fs";
import { homedir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";

const execute = promisify(execFile);
const CACHE = path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), ".cache"), "arena");
const WITHIN_MS = 120_000;
/** Another test may be installing at the same time. */
const WAIT = ["-o", "DPkg::Lock::Timeout=120"];

/**
 * A folder with Debian's sshd and sudo, and what of theirs this machine lacks, to be laid over its own files. They are
 * unpacked, never installed: installing an sshd opens the machine that the tests run on. A string says why there are none.
 */
export async function sshPackages(): Promise<{ readonly folder: string } | string> {
  if (process.platform !== "linux") return "hosts of the test's own are made of Linux's namespaces";
  if (process.getuid?.() !== 0) return "only root makes namespaces with a file system and users of their own";
  const release = /^VERSION_ID="?([\w.]+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1];
  const folder = path.join(CACHE, `ssh-packages-${release}`);
  try {
    await mayMount();
    if (!existsSync("/usr/bin/ssh")) await apt("install", "-y", "--no-install-recommends", "openssh-client");
    if (!existsSync(folder)) await fill(folder);
    return { folder };
  } catch (error) {
    const { stderr, message } = error as { stderr?: string; message: string };
    const why = (stderr?.trim() || message).split("\n").slice(-2).join(" ");
    return `there can be no host with Debian's sshd and sudo: ${why}`;
  }
}

async function mayMount(): Promise<void> {
  const mounts = "mount -t tmpfs tmpfs /mnt && mkdir /mnt/u /mnt/w && mount -t overlay -o lowerdir=/,upperdir=/mnt/u,";
  await execute("unshare", [
    ...["--mount", "--uts", "--pid", "--fork", "--kill-child", "bash", "-c"],
    `${mounts}workdir=/mnt/w overlay /media`,
  ]);
}

async function fill(folder: string): Promise<void> {
  mkdirSync(CACHE, { recursive: true });
  const making = mkdtempSync(`${folder}-`);
  try {
    const [archives, root] = [path.join(making, "archives"), path.join(making, "root")];
    mkdirSync(path.join(archives, "partial"), { recursive: true });
    // Older packages have files in /lib, which is a link.
    for (const name of ["bin", "sbin", "lib"]) {
      mkdirSync(path.join(root, "usr", name), { recursive: true });
      symlinkSync(`usr/${name}`, path.join(root, name));
    }
    await download(archives).catch(async () => {
      await apt("update");
      await download(archives);
    });
    for (const name of readdirSync(archives).filter((one) => one.endsWith(".deb")))
      await execute("dpkg-deb", ["--extract", path.join(archives, name), root]);
    renameSync(root, folder);
  } finally {
    rmSync(making, { recursive: true, force: true });
  }
}

/** Those that are installed are fetched once more: what the cache has does not change when they are removed. */
async function download(archives: string): Promise<void> {
  const only = ["--download-only", "-o", `Dir::Cache::archives=${archives}`];
  await apt("install", "-y", "--reinstall", "--no-install-recommends", ...only, "openssh-server", "sudo");
}

async function apt(...args: readonly string[]): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  await execute("apt-get", ["-qq", ...WAIT, ...args], { env, timeout: WITHIN_MS });
}
