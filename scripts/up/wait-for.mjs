/** Asks `check` until it answers with something true; throws `onTimeout()` when the deadline passes. */
export async function waitFor(check, { deadlineMs, everyMs = 50, onTimeout }) {
  const endsAtMs = Date.now() + deadlineMs;
  for (;;) {
    const answer = await check();
    if (answer) return answer;
    if (Date.now() >= endsAtMs) throw onTimeout();
    await new Promise((resolve) => setTimeout(resolve, everyMs));
  }
}
