import { createHash } from "node:crypto";
import type {
  CheckEvent,
  CheckOrder,
  EnvironmentWorkshop,
  FoundEntryPoints,
  UnpackedSource,
} from "../../src/domain/environment/workshop.ts";

/** Keeps archives in memory, finds what it is told to, and reports what it is told to. */
export class FakeWorkshop implements EnvironmentWorkshop {
  readonly kept = new Map<string, Buffer>();
  readonly orders: CheckOrder[] = [];
  found: FoundEntryPoints = { entryPoints: ["env:Env"], faults: [] };
  failing: string | null = null;
  /** Done while a check runs. */
  meanwhile: () => Promise<unknown> = () => Promise.resolve();
  opened = 0;

  unpack(): Promise<UnpackedSource> {
    this.opened += 1;
    return Promise.resolve({
      folder: "/none",
      close: () => {
        this.opened -= 1;
        return Promise.resolve();
      },
    });
  }

  open(organizationId: string, sha256: string): Promise<UnpackedSource | null> {
    return this.kept.has(`${organizationId}/${sha256}`) ? this.unpack() : Promise.resolve(null);
  }

  has(organizationId: string, sha256: string): Promise<boolean> {
    return Promise.resolve(this.kept.has(`${organizationId}/${sha256}`));
  }

  store(organizationId: string, archive: Buffer): Promise<{ sha256: string; sizeBytes: number }> {
    const sha256 = createHash("sha256").update(archive).digest("hex");
    this.kept.set(`${organizationId}/${sha256}`, archive);
    return Promise.resolve({ sha256, sizeBytes: archive.length });
  }

  remove(organizationId: string, sha256: string): Promise<void> {
    this.kept.delete(`${organizationId}/${sha256}`);
    return Promise.resolve();
  }

  refusedRequirements(text: string): Promise<readonly string[]> {
    return Promise.resolve(text.includes("torch") ? ["torch is not installed on this server"] : []);
  }

  findEntryPoints(): Promise<FoundEntryPoints> {
    return Promise.resolve(this.found);
  }

  async *check(_source: UnpackedSource, order: CheckOrder): AsyncGenerator<CheckEvent> {
    this.orders.push(order);
    await this.meanwhile();
    const success = this.failing === null;
    if (order.mode === "profile" && success) {
      const profile = { steps_per_second: 1e4, avg_cpu_per_env: 99, peak_cpu_per_env: 101, memory_per_env_gb: 0.04 };
      yield { type: "profile", profile };
    }
    yield { type: "facts", facts: { observation_type: "Box", action_type: "Discrete" } };
    yield { type: "check", check: "step_api", result: { success, warnings: [], error: this.failing } };
    yield { type: "end", success, seconds: 0.1, output: "", outputBytes: 0 };
  }
}
