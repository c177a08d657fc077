import { error } from "@sveltejs/kit";
import { arenaClient } from "#lib/server/arena-client.ts";

export async function load({ params, request }) {
  const project = await arenaClient(request).project(params.id);
  if (project === null) error(404, "There is no such project.");
  return { projectId: project.id, project };
}
