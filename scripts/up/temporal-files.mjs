import { existsSync, readFileSync } from "node:fs";
import { RemedyError } from "./remedy-error.mjs";
import { writeFileAtomically } from "./write-file-atomically.mjs";

/**
 * The server never migrates its file, and says nothing when the file is of another version: the version that made it is noted
 * beside it, and another minor version is refused.
 */
export function checkTemporalFile(path, serverVersion) {
  const notePath = `${path}.version`;
  const noted = existsSync(notePath) ? readFileSync(notePath, "utf8").trim() : null;
  if (existsSync(path) && noted !== null && minorOf(noted) !== minorOf(serverVersion))
    throw new RemedyError(
      `${path} was made by Temporal server ${noted}, and this is ${serverVersion}, which cannot read it.`,
      `Put a temporal with server ${minorOf(noted)} on PATH and empty Arena's cache, or move the file away (runs that are under way are then lost).`,
    );
  if (noted !== serverVersion) writeFileAtomically(notePath, `${serverVersion}\n`);
}

const minorOf = (version) => version.split(".").slice(0, 2).join(".");
