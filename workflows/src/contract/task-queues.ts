/** Flows run on `control`; database activities on `records`. Both are served by the control worker. */
export const CONTROL_QUEUE = "control";
export const RECORDS_QUEUE = "records";
export const TEMPORAL_NAMESPACE = "default";
