import { spawnSync } from "node:child_process";
import { RemedyError } from "./remedy-error.mjs";

const OWN_USER = "arena-postgres";

/** PostgreSQL refuses to run as root. Root gets the ids of another user to run it as; everybody else gets null. */
export function postgresUser() {
  if (process.getuid?.() !== 0) return null;
  const found = idsOf(OWN_USER) ?? createOwnUser() ?? idsOf("postgres") ?? idsOf("nobody");
  if (found !== null) return found;
  throw new RemedyError(
    "PostgreSQL may not run as root, and there is no other user to run it as.",
    `Type: useradd --system ${OWN_USER} (or start Arena as an ordinary user).`,
  );
}

function createOwnUser() {
  const shell = "/usr/sbin/nologin";
  spawnSync("useradd", [
    "--system",
    "--user-group",
    "--no-create-home",
    "--home-dir",
    "/nonexistent",
    "--shell",
    shell,
    OWN_USER,
  ]);
  return idsOf(OWN_USER);
}

function idsOf(name) {
  const id = (flag) => spawnSync("id", [flag, name], { encoding: "utf8" });
  const [uid, gid] = [id("-u"), id("-g")];
  if (uid.status !== 0 || gid.status !== 0) return null;
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** Whether that user can get to `path`. The system is asked, as that user: it knows every ancestor's mode and access list. */
export function canReach(path, user) {
  if (user === null) return true;
  return spawnSync("test", ["-x", path], { ...user, cwd: "/" }).status === 0;
}
