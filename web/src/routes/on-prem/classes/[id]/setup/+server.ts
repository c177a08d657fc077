import { error, json } from "@sveltejs/kit";
import type { SetupType } from "@arena/sdk";
import { arenaClient } from "#lib/server/arena-client.ts";
import { setupAnswer } from "#lib/server/setup-answer.ts";

const TYPES: readonly SetupType[] = ["DOCKER_SWARM", "HELM"];

/** The Config panel of a class, its README rendered here so that no browser is given Markdown's raw HTML. */
export async function GET({ params, request, url, setHeaders }) {
  const setupType = TYPES.find((type) => type === url.searchParams.get("type"));
  if (setupType === undefined) error(400, "The type is DOCKER_SWARM or HELM.");
  const setup = await arenaClient(request).resourceClassSetup({ id: params.id, setupType });
  const answer = setup && setupAnswer(setup);
  if (answer === null) error(404, "There is no such resource class.");
  // It holds the class's secrets.
  setHeaders({ "cache-control": "no-store" });
  return json(answer);
}
