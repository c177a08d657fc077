/** `{status, body}` of a health address; null when nobody answers. */
export async function askHealth(url, timeoutMs = 3000) {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) });
    return { status: answer.status, body: await answer.json().catch(() => null) };
  } catch {
    return null;
  }
}

/** The names of the components that a health answer calls not ready. */
export function notReady(answer) {
  if (answer === null) return ["api"];
  return Object.entries(answer.body?.components ?? {})
    .filter(([, component]) => component?.ready !== true)
    .map(([name]) => name);
}
