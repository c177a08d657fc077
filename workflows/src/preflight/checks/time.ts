import type { ClusterCheck } from "../../contract/cluster-check.ts";
import type { Expectation } from "../expectation.ts";
import type { HostFacts } from "../host-facts.ts";
import { verdict } from "../verdict.ts";

const WARNING_MS = 2_000;
/** Certificates, handshakes and the order of logs go wrong. */
const FAILURE_MS = 30_000;

export function timeChecks(facts: HostFacts, wanted: Expectation): ClusterCheck[] {
  return [clockSkew(facts, wanted), synchronization(facts), timeZone(facts)];
}

/** What the way explains is no skew: the clock was read somewhere between question and answer. */
export function skewMs(clockMs: number, askedAtMs: number, answeredAtMs: number): number {
  if (clockMs > answeredAtMs) return clockMs - answeredAtMs;
  return clockMs < askedAtMs ? clockMs - askedAtMs : 0;
}

function clockSkew(facts: HostFacts, { askedAtMs, answeredAtMs }: Expectation): ClusterCheck {
  const { passed, warning, failed, skipped } = verdict("CLOCK_SKEW", "Within 2 s of this server");
  const clock = facts.number("clock_ms");
  if (clock === null) return skipped("The host does not say its time");
  const skew = skewMs(clock, askedAtMs, answeredAtMs);
  const observed = `${(Math.abs(skew) / 1_000).toFixed(1)} s ${skew >= 0 ? "ahead" : "behind"}`;
  const remedy = "Turn on time synchronization: timedatectl set-ntp true";
  if (Math.abs(skew) >= FAILURE_MS) return failed(observed, remedy);
  return Math.abs(skew) > WARNING_MS ? warning(observed, remedy) : passed(observed);
}

function synchronization(facts: HostFacts): ClusterCheck {
  const { passed, warning, skipped } = verdict("TIME_SYNC", "The clock is synchronized");
  const found = facts.text("synchronized");
  if (found === null) return skipped("The host has no timedatectl to ask");
  return found === "yes" ? passed("Synchronized") : warning("Not synchronized", "Turn it on: timedatectl set-ntp true");
}

function timeZone(facts: HostFacts): ClusterCheck {
  const { passed, warning } = verdict("TIME_ZONE", "UTC, as Arena’s own times");
  const zone = facts.text("time_zone") ?? "unknown";
  return ["UTC", "Etc/UTC", "GMT"].includes(zone)
    ? passed(zone)
    : warning(zone, "Logs of the host are in another zone than Arena’s: timedatectl set-timezone UTC");
}
