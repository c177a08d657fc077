import { existsSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { step } from "./step.mjs";

const PLACES = [process.env.ARENA_CHROMIUM, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const REMEDY = "The browser tests need Chromium. Type: sudo apt-get update && sudo apt-get install -y chromium";

const find = () => PLACES.find((place) => place && existsSync(place));

/** Path of Chromium; installs Debian's package when it can (root on Debian), else ends with the command to type. */
export async function ensureChromium() {
  const present = find();
  if (present) return present;
  const canInstall = process.getuid?.() === 0 && spawnSync("apt-get", ["--version"]).status === 0;
  if (canInstall) {
    const environment = { DEBIAN_FRONTEND: "noninteractive" };
    await step("Refresh Debian's package lists", "apt-get", ["update", "-qq"], { quiet: true, environment });
    await step("Install Chromium", "apt-get", ["install", "-y", "-qq", "--no-install-recommends", "chromium"], {
      quiet: true,
      environment,
    });
  }
  const installed = find();
  if (installed) return installed;
  console.error(REMEDY);
  process.exit(1);
}
