import { error } from "@sveltejs/kit";
import { FIRST_PAGE, pageVariables } from "#lib/experiments/experiment-list.svelte.ts";
import { listAddress, readListView } from "#lib/experiments/list-address.ts";
import { arenaClient } from "#lib/server/arena-client.ts";

export async function load({ params, request, url }) {
  const view = readListView(url.searchParams);
  const project = await arenaClient(request).projectExperiments(pageVariables(params.id, view, FIRST_PAGE, null));
  if (project === null) error(404, "There is no such project.");
  return { view, viewKey: `${params.id}${listAddress(view)}`, page: project.experiments };
}
