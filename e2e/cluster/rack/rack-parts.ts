import { whyNoSwarm } from "../../../api/test/bundle/swarm-prerequisites.ts";
import { whyNoTunnels } from "../../../workflows/test/gateway/why-no-tunnels.ts";
import { installRay, type InstalledRay } from "../../../workflows/test/ray/installed-ray.ts";
import { sshPackages } from "../../cli/ssh-packages.ts";

/** What a rack is made of; or why there can be none here. Installs what is missing. */
export async function rackParts(): Promise<{ readonly packages: string; readonly ray: InstalledRay } | string> {
  const packages = await sshPackages();
  if (typeof packages === "string") return packages;
  const reason = (await whyNoSwarm()) ?? whyNoTunnels();
  if (reason !== null) return reason;
  const ray = await installRay();
  return typeof ray === "string" ? ray : { packages: packages.folder, ray };
}
