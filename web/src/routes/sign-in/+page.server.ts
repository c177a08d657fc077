import { redirect } from "@sveltejs/kit";
import { safeNext } from "#lib/session/safe-next.ts";

export function load({ locals, url }) {
  if (locals.viewer !== null) redirect(303, safeNext(url.searchParams.get("next")));
}
