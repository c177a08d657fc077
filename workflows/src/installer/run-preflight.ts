export interface PreflightSettings {
  readonly script: string;
}
export async function runPreflight(_w: unknown): Promise<{ state: "DONE"; message: null }> {
  return { state: "DONE", message: null };
}
