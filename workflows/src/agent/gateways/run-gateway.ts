import type { AgentIntent } from "../../contract/agent-protocol.ts";
import type { RunFiles } from "../../launcher/run-files.ts";
import type { StartedClaim } from "../../launcher/run-records.ts";

export type LaunchResources = NonNullable<NonNullable<AgentIntent["launch"]>["resources"]>;

export interface RunAtHome {
  readonly runId: string;
  readonly files: RunFiles;
}

/** How launchers come to machines, and what can be learnt there. What the agent does with it is the same everywhere. */
export interface RunGateway {
  /**
   * Brings a launcher to the run. Resolves once it has ended, or will not come: with the reason. Called again while there
   * is no claim, also by the next agent: then it finds what the last one has begun.
   */
  launch(run: RunAtHome, resources: LaunchResources | null): Promise<string>;
  /** Whether the launcher that has the claim lives. True also when that cannot be learnt now. */
  lives(run: RunAtHome, claim: StartedClaim): Promise<boolean>;
  /**
   * The launcher is gone without an end record: writes one, unless it finds that there is nothing to say yet. `takesOver`:
   * it may be there still and hang; then it is ended first.
   */
  inspect(run: RunAtHome, claim: StartedClaim, takesOver: boolean): Promise<void>;
  /** After an end that proved nothing: looks once whether there is a proof by now, and writes it. */
  inspectAgain(run: RunAtHome, claim: StartedClaim): Promise<void>;
  /** The run has been revoked: a launcher that has not come yet need not. */
  revoked(run: RunAtHome): void;
  /** The server holds all that the run will ever say. */
  acknowledged(run: RunAtHome): void;
  dispose(): void;
}
