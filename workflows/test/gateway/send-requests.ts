// node send-requests.ts URL: a request every 25 ms, each on a connection of its own; a line of JSON for each answer.
import { get } from "node:http";
import { setInterval } from "node:timers/promises";

const EVERY_MS = 25;
const LONGEST_MS = 4_000;
const [url = ""] = process.argv.slice(2);

function request(): void {
  const atMs = Date.now();
  const answer = (fault: string | null): void => console.log(JSON.stringify({ atMs, endedAtMs: Date.now(), fault }));
  const sent = get(url, { agent: false, signal: AbortSignal.timeout(LONGEST_MS) }, (response) => {
    response.resume();
    response.once("end", () => answer(response.statusCode === 200 ? null : `status ${response.statusCode}`));
  });
  sent.once("error", (error) => answer(error.message));
}

for await (const _ of setInterval(EVERY_MS)) request();
