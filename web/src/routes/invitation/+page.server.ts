import { arenaClient } from "#lib/server/arena-client.ts";

export async function load({ request, url, locals, setHeaders }) {
  const token = url.searchParams.get("token") ?? "";
  const invitation = token === "" ? null : await arenaClient(request).receivedInvitation(token);
  // The address holds a secret: it is kept from caches, and from other sites that are gone to from here.
  setHeaders({ "cache-control": "no-store", "referrer-policy": "no-referrer" });
  // Who belongs to no organization any more is signed in without being a viewer.
  const signedInAs = locals.viewer?.person.email ?? (invitation?.isForViewer ? invitation.email : null);
  return { invitation, token, signedInAs };
}
