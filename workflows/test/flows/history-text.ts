import { hostname } from "node:os";
import proto from "@temporalio/proto";
import type { History } from "@temporalio/common/lib/proto-utils.js";

const { History: Coder } = proto.temporal.api.history.v1;

/** One line of JSON, without what names a machine: identities of processes, its queue of sticky tasks, paths in stacks. */
export function historyToText(history: History): string {
  const plain = Coder.toObject(Coder.fromObject(history), { longs: String, enums: String, bytes: String, json: true });
  const text = JSON.stringify(plain, (key, value: unknown) => {
    if (key === "identity") return "recorded";
    return key === "stackTrace" ? undefined : value;
  });
  return text.replaceAll(hostname(), "machine");
}

// The library's own reader wants one copy of protobufjs in the whole installation.
export function historyFromText(text: string): History {
  return Coder.fromObject(JSON.parse(text) as Record<string, unknown>);
}
