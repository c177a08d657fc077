import type { RunFactBody } from "@arena/workflows/contract/train-run";
import type { TrainerEvent } from "@arena/workflows/contract/trainer-protocol";

/** What the run's workflow must know of an event; null for all that only people read (metrics, log lines). */
export function factOfEvent(event: TrainerEvent): RunFactBody | null {
  switch (event.type) {
    case "started":
      return { kind: "FIRST_EVENT", step: event.step };
    case "checkpoint_started":
      return { kind: "CHECKPOINT_STARTED", step: event.step };
    case "checkpoint":
      return { kind: "CHECKPOINT", checkpoint: { id: event.id, step: event.step, sha256: event.sha256 } };
    case "stop_seen":
      return { kind: "STOP_SEEN" };
    case "finished":
      return { kind: "FINISHED", reason: event.reason, trainingComplete: event.training_complete };
    case "error":
      return { kind: "TRAINER_ERROR", message: event.message };
    case "metrics":
    case "log":
      return null;
  }
}
