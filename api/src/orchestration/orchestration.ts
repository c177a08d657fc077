export type { HaltAnswer, Orchestration, StartAnswer } from "../domain/orchestration-port.ts";
