import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The package index that pip would use by its settings (variables, then the user's and the machine's files); null if none is named. */
export function configuredIndexUrl(env = process.env, files = settingsFiles(env)) {
  const named = env.PIP_INDEX_URL || env.UV_DEFAULT_INDEX || env.UV_INDEX_URL;
  if (named) return named;
  for (const file of files) {
    if (!existsSync(file)) continue;
    const found = /^\s*index-url\s*=\s*(\S+)/m.exec(readFileSync(file, "utf8"));
    if (found !== null) return found[1];
  }
  return null;
}

function settingsFiles(env) {
  const home = homedir();
  const config = env.XDG_CONFIG_HOME || join(home, ".config");
  const own = [
    join(config, "pip", "pip.conf"),
    join(home, ".pip", "pip.conf"),
    "/etc/pip.conf",
    "/etc/xdg/pip/pip.conf",
  ];
  return env.PIP_CONFIG_FILE ? [env.PIP_CONFIG_FILE, ...own] : own;
}
