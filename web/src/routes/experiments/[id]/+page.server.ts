import { loadRun } from "#lib/runs/load-run.ts";
import { arenaClient } from "#lib/server/arena-client.ts";
import type { PageServerLoad } from "./$types";

export const load: PageServerLoad = ({ request, params }) => loadRun(arenaClient(request), params.id, null);
