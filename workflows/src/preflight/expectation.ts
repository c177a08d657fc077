/** What a class wants of a host. */
export interface Expectation {
  readonly role: "MANAGER" | "WORKER";
  /** A worker of the class runs on it. */
  readonly mayWork: boolean;
  readonly nodes: number;
  /** Of each worker; null: the whole host. */
  readonly cpus: number | null;
  readonly gpus: number | null;
  readonly memoryBytes: number | null;
  /** As `uname -m` says it. */
  readonly machine: string;
  readonly classId: string;
  readonly stackName: string;
  readonly dataPath: string;
  readonly gateway: { readonly host: string; readonly port: number };
  /** When this server sent the question, and when the answer was there; milliseconds since 1970. */
  readonly askedAtMs: number;
  readonly answeredAtMs: number;
  readonly login: string;
  /** At which the manager is in its Swarm: not always the one by which this server reaches it. Null: in none, or unknown. */
  readonly managerSwarmAddress: string | null;
}
