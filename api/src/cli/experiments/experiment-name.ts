import { randomBytes } from "node:crypto";

const MAX_ENVIRONMENT_LENGTH = 40;

/** For whoever gives none: `PPO-CartPole-v1-20260131-120000-3f2a`. No slash, which the client would take for a folder. */
export function experimentName(
  manifest: { readonly algorithm: { readonly name: string }; readonly environment: { readonly name: string } },
  now: Date = new Date(),
): string {
  const environment = manifest.environment.name.replaceAll(/[^\w.-]+/g, "-").slice(0, MAX_ENVIRONMENT_LENGTH);
  const [date = "", time = ""] = now.toISOString().replaceAll(/[-:]/g, "").split(/[T.]/);
  return [manifest.algorithm.name, environment, date, time, randomBytes(2).toString("hex")].join("-");
}
