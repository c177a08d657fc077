import { error } from "@sveltejs/kit";
import { FIRST_PAGE, pageVariables } from "#lib/experiments/experiment-list.svelte.ts";
import type { ListView } from "#lib/experiments/list-address.ts";
import { arenaClient } from "#lib/server/arena-client.ts";

/** All that have a run. By status, so that those that go on come first however many have ended. */
const VIEW: ListView = {
  statuses: ["PENDING", "RUNNING", "STOPPING", "STOPPED", "SUCCEEDED", "FAILED"],
  text: "",
  order: { field: "STATUS", direction: "ASC" },
};

export async function load({ params, request }) {
  const project = await arenaClient(request).projectExperiments(pageVariables(params.id, VIEW, FIRST_PAGE, null));
  if (project === null) error(404, "There is no such project.");
  return { view: VIEW, page: project.experiments };
}
