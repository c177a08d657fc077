import type { Connection } from "@temporalio/client";

/**
 * The answer, or `LATER` when there is none in time: what was asked is committed already, and the dispatcher repeats
 * it. The gRPC deadline ends the call itself; the timer is for a connection that hangs before there is a call.
 */
export async function withDeadline<Answer>(
  connection: Connection,
  deadlineMs: number,
  work: () => Promise<Answer>,
): Promise<Answer | "LATER"> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"LATER">((resolve) => {
    timer = setTimeout(() => resolve("LATER"), deadlineMs);
  });
  const answer = connection.withDeadline(Date.now() + deadlineMs, work).catch((): "LATER" => "LATER");
  try {
    return await Promise.race([answer, late]);
  } finally {
    clearTimeout(timer);
  }
}
