/** One check's result, in the words that the command-line client reads. */
export interface CheckResult {
  readonly success: boolean;
  readonly warnings: readonly string[];
  readonly error: string | null;
}

/** What the checks tell while they go on. */
export type CheckEvent =
  | { readonly type: "isolation"; readonly network: boolean; readonly warnings: readonly string[] }
  | { readonly type: "entry_points"; readonly entryPoints: readonly string[]; readonly faults: readonly string[] }
  | { readonly type: "check"; readonly check: string; readonly result: CheckResult }
  | { readonly type: "facts"; readonly facts: Readonly<Record<string, string | number>> }
  | { readonly type: "rollouts"; readonly summary: Readonly<Record<string, number>> }
  | { readonly type: "profile"; readonly profile: EnvironmentProfile }
  | { readonly type: "warning"; readonly message: string }
  | {
      readonly type: "end";
      readonly success: boolean;
      readonly seconds: number;
      /** The end of what it printed. */
      readonly output: string;
      readonly outputBytes: number;
    };

export interface EnvironmentProfile {
  readonly steps_per_second: number;
  /** Percent of one processor. */
  readonly avg_cpu_per_env: number;
  readonly peak_cpu_per_env: number;
  readonly memory_per_env_gb: number;
}

export interface CheckOrder {
  readonly mode: "validate" | "profile";
  /** `module:Class` */
  readonly entryPoint: string;
  readonly configuration: Readonly<Record<string, unknown>>;
  readonly doRollouts: boolean;
}

/** Uploaded source, unpacked; to be closed. */
export interface UnpackedSource {
  readonly folder: string;
  close(): Promise<void>;
}

export interface FoundEntryPoints {
  readonly entryPoints: readonly string[];
  /** What could not be imported. */
  readonly faults: readonly string[];
}

/** Where uploaded source is kept and tried. What it cannot do on this machine it says as a typed error. */
export interface EnvironmentWorkshop {
  /** Refuses, as ValidationError, whatever is not a plain archive within the limits. */
  unpack(archive: Buffer): Promise<UnpackedSource>;
  /** Null: the stored file is not there, or not what was stored. */
  open(organizationId: string, sha256: string): Promise<UnpackedSource | null>;
  has(organizationId: string, sha256: string): Promise<boolean>;
  store(organizationId: string, archive: Buffer): Promise<{ readonly sha256: string; readonly sizeBytes: number }>;
  remove(organizationId: string, sha256: string): Promise<void>;
  /** Why lines of a requirements file cannot be had here; empty when all can. */
  refusedRequirements(text: string): Promise<readonly string[]>;
  findEntryPoints(source: UnpackedSource, signal: AbortSignal): Promise<FoundEntryPoints>;
  check(source: UnpackedSource, order: CheckOrder, signal: AbortSignal): AsyncIterable<CheckEvent>;
}
