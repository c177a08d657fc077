import { filterRules, type FilterPlan } from "./filter-rules.ts";
import { CommandError, runCommand } from "./run-command.ts";

const LOOK_EVERY_MS = 5_000;
const RISK = "until then clusters reach every service of this machine that listens on all addresses.";

export interface PacketFilter {
  /** Sets the filter where it is not as we set it; a sentence when it cannot. */
  ensure(): Promise<string | null>;
  /** Takes away what is ours, if anything. */
  remove(): Promise<void>;
}

/**
 * The filter for what comes out of the tunnels. Without it Arena goes on, since clusters could do nothing at all
 * otherwise. Others may flush the rules of this machine (a firewall that is loaded anew does), so it looks again.
 */
export function createPacketFilter(plan: FilterPlan, run = runCommand): PacketFilter {
  const table = ["table", "inet", plan.name];
  const list = (): Promise<string> => run("nft", ["list", ...table]);
  /** As nft shows it, which is not how we wrote it; null when it is to be set, also over a predecessor's. */
  let shown: string | null = null;
  let mayBeThere = false;
  let fault: string | null = null;
  let lookAtMs = 0;
  return {
    async ensure() {
      if (Date.now() < lookAtMs) return fault;
      try {
        if (shown === null || (await list().catch(() => null)) !== shown) {
          mayBeThere = true;
          await run("nft", ["-f", "-"], filterRules(plan));
          shown = await list();
        }
        fault = null;
      } catch (error) {
        if (!(error instanceof CommandError)) throw error;
        shown = null;
        fault = faultOf(error);
      }
      lookAtMs = Date.now() + LOOK_EVERY_MS;
      return fault;
    },
    async remove() {
      if (mayBeThere) await run("nft", ["delete", ...table]).catch(() => "");
      mayBeThere = false;
      shown = null;
      lookAtMs = 0;
    },
  };
}

function faultOf(error: CommandError): string {
  if (error.isMissing) return `The program nft is not installed. Install the package nftables: ${RISK}`;
  return `Packets of clusters cannot be filtered (${error.message}). Make nft work as this user: ${RISK}`;
}
