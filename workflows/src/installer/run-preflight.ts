export interface PreflightSettings {
  readonly scriptPath: string;
  readonly gateway: { readonly host: string; readonly port: number };
}
export async function runPreflight(_w: unknown): Promise<{ state: "DONE"; message: null }> {
  return { state: "DONE", message: null };
}
