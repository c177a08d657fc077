import { ArenaError, type InstallClusterInput } from "@arena/sdk";
import { messageOf } from "#lib/experiments/message-of.ts";
import type { Faults } from "../faults.ts";
import { hostFaults, readHosts } from "./host-list.ts";
import type { Operation } from "./sdk-cluster.ts";

type Login = Operation["login"];

/** What a person has typed in the install dialog, and what is sent. */
export class InstallForm {
  manager = $state("");
  workers = $state("");
  advertiseAddress = $state("");
  login = $state<Login>("SERVER_KEY");
  faults = $state.raw<Faults>({});

  /** With the hosts of the newest installation. */
  begin(newest: Operation | null): void {
    const [manager, ...workers] = newest?.hosts ?? [];
    this.manager = manager?.name ?? "";
    this.workers = workers.map(({ name }) => name).join("\n");
    this.advertiseAddress = newest?.advertiseAddress ?? "";
    this.login = newest?.login ?? "SERVER_KEY";
    this.faults = {};
  }

  /** What is to be sent, or null when something is missing: `faults` then says what. How many hosts fit, the server says. */
  check(classId: string): InstallClusterInput | null {
    this.faults = this.manager.trim() === "" ? { manager: "Enter the manager." } : {};
    if (this.faults["manager"] !== undefined) return null;
    return {
      id: classId,
      manager: this.manager.trim(),
      workers: readHosts(this.workers),
      advertiseAddress: this.advertiseAddress.trim() || null,
      login: this.login,
    };
  }

  /** What is typed anew is not wrong any more: the server says so again if it is. */
  forgive(field: string): void {
    if (this.faults[field] === undefined) return;
    this.faults = Object.fromEntries(Object.entries(this.faults).filter(([name]) => name !== field));
  }

  /** Puts a refusal on the fields that it is about; of none of them, under `other`. */
  refuse(error: unknown): void {
    const known = error instanceof ArenaError ? hostFaults(error.fields, this.manager, this.workers) : {};
    this.faults = Object.keys(known).length > 0 ? known : { other: messageOf(error) };
  }
}
