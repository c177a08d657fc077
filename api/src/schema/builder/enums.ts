import {
  EVIDENCES,
  HALT_CHANNELS,
  HALT_MODES,
  NO_CHECKPOINT_REASONS,
  RUNG_NAMES,
  RUNG_OUTCOMES,
} from "@arena/workflows/contract/halt";
import { EXPERIMENT_STATUSES, RUN_CAUSES, RUN_PHASES } from "@arena/workflows/contract/status";
import { CHECKPOINT_CONTENTS } from "../../domain/checkpoint/contents.ts";
import { builder } from "./builder.ts";

const enumOf = <const Values extends readonly string[]>(name: string, values: Values, description: string) =>
  builder.enumType(name, { values, description });

export const PlanEnum = enumOf(
  "Plan",
  ["FREE", "PROFESSIONAL", "BUSINESS", "ENTERPRISE"],
  "What the organization has paid for.",
);
export const RoleEnum = enumOf("Role", ["MANAGER", "MEMBER"], "A person's role in one organization.");
export const ProjectKindEnum = enumOf("ProjectKind", ["CLASSIC", "ADVANCED"], "Fixed when the project is made.");
export const ExperimentStatusEnum = enumOf(
  "ExperimentStatus",
  EXPERIMENT_STATUSES,
  "An experiment has its newest run's status, but for Draft and the two of deletion.",
);
export const RunPhaseEnum = enumOf("RunPhase", RUN_PHASES, "What happens under a status.");
export const RunCauseEnum = enumOf("RunCause", RUN_CAUSES, "Why a run ended.");
export const ResourceClassKindEnum = enumOf(
  "ResourceClassKind",
  ["LOCAL", "ON_PREM"],
  "This machine, or the customer's cluster.",
);
export const HaltModeEnum = enumOf(
  "HaltMode",
  HALT_MODES,
  "The rung a halt starts at: 1, 2 or 3. Severity only rises.",
);
export const HaltChannelEnum = enumOf("HaltChannel", HALT_CHANNELS, "From where a halt was asked.");
export const RungNameEnum = enumOf("RungName", RUNG_NAMES, "The steps of a halt, in their order.");
export const RungOutcomeEnum = enumOf("RungOutcome", RUNG_OUTCOMES, "How a rung ended.");
export const NoCheckpointReasonEnum = enumOf(
  "NoCheckpointReason",
  NO_CHECKPOINT_REASONS,
  "Why a halt ended without a checkpoint.",
);
export const EvidenceEnum = enumOf("Evidence", EVIDENCES, "How it was proved that no process is left.");
export const CheckpointContentEnum = enumOf("CheckpointContent", CHECKPOINT_CONTENTS, "What a checkpoint holds.");
export const ConnectionStateEnum = enumOf(
  "ConnectionState",
  ["NOT_INSTALLED", "INSTALLING", "CONNECTED", "UNREACHABLE", "DEGRADED"],
  "Whether the class's machines answer.",
);
export const TrainControlEnum = enumOf("TrainControl", ["TRAIN", "RESUME"], "Which control the Train column shows.");
