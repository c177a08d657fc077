import { ArenaError } from "@arena/sdk";
import { messageOf } from "#lib/experiments/message-of.ts";
import { sentence, type Faults } from "../faults.ts";
import type { Operation } from "./sdk-cluster.ts";

export type Access = "GIVEN" | "SERVER";

/** As the server takes it, with what YAML and its own words need. */
const LONGEST_BYTES = 256 * 1024;

/** How a person lets this server reach a cluster of Kubernetes: typed, pasted, or read from a file. */
export class HelmAccess {
  access = $state<Access>("GIVEN");
  /** Secret: it is forgotten when the dialog closes. */
  kubeconfig = $state("");
  /** Of the file that it was read from; its text is not shown. */
  fileName = $state<string | null>(null);
  context = $state("");
  namespace = $state("");
  faults = $state.raw<Faults>({});

  /** As the newest installation had it; its kubeconfig was not kept. */
  begin(newest: Operation | null): void {
    const helm = newest?.helm ?? null;
    this.access = helm?.access === "SERVER" ? "SERVER" : "GIVEN";
    this.context = helm?.access === "SERVER" ? helm.context : "";
    this.namespace = helm?.namespace ?? "";
    this.faults = {};
    this.forget();
  }

  forget(): void {
    [this.kubeconfig, this.fileName] = ["", null];
  }

  async readFile(file: File): Promise<void> {
    this.forgive("kubeconfig");
    if (file.size > LONGEST_BYTES) {
      this.faults = { ...this.faults, kubeconfig: `${file.name} is too large: a kubeconfig has 256 KiB at most.` };
      return;
    }
    try {
      this.kubeconfig = await file.text();
      this.fileName = file.name;
    } catch {
      this.faults = { ...this.faults, kubeconfig: `${file.name} cannot be read.` };
    }
  }

  /** Null when something is missing: `faults` then says what. */
  check(): { kubeconfig: string | null; context: string | null; namespace: string | null } | null {
    const isGiven = this.access === "GIVEN";
    this.faults =
      isGiven && this.kubeconfig.trim() === "" ? { kubeconfig: "Paste a kubeconfig, or choose its file." } : {};
    if (this.faults["kubeconfig"] !== undefined) return null;
    return {
      kubeconfig: isGiven ? this.kubeconfig : null,
      context: this.context.trim() || null,
      namespace: this.namespace.trim() || null,
    };
  }

  /** What is typed anew is not wrong any more: the server says so again if it is. */
  forgive(field: string): void {
    if (this.faults[field] === undefined) return;
    this.faults = Object.fromEntries(Object.entries(this.faults).filter(([name]) => name !== field));
  }

  /** Puts a refusal on the fields that it is about; of none of them, under `other`. */
  refuse(error: unknown): void {
    const fields = error instanceof ArenaError ? error.fields : [];
    const known = fields
      .filter(({ path }) => path.startsWith("helm."))
      .map(({ path, message }) => [path.slice("helm.".length), sentence(`it ${message}`)] as const);
    this.faults = known.length > 0 ? Object.fromEntries(known) : { other: messageOf(error) };
  }
}
