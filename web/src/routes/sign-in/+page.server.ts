import { redirect } from "@sveltejs/kit";
import { arenaClient } from "#lib/server/arena-client.ts";
import { safeNext } from "#lib/session/safe-next.ts";

export async function load({ locals, request, url }) {
  if (locals.viewer !== null) redirect(303, safeNext(url.searchParams.get("next")));
  // Without it one still signs in by password.
  const options = await arenaClient(request)
    .signInOptions()
    .catch(() => ({ singleSignOn: null }));
  return { singleSignOn: options.singleSignOn, refused: url.searchParams.has("error") };
}
