import { redirect } from "@sveltejs/kit";
import type { Handle, HandleServerError } from "@sveltejs/kit/hooks";
import { ArenaTransportError } from "@arena/sdk";
import { arenaClient } from "#lib/server/arena-client.ts";
import { THEME_COOKIE, themeOf } from "#lib/session/theme.ts";

/** Open to strangers: who follows an invitation's link may have no account yet. */
const OPEN_PATHS: readonly string[] = ["/sign-in", "/invitation"];

/** Who asks is looked up once a page; without a session every other page leads to the sign-in and back. */
export const handle: Handle = async ({ event, resolve }) => {
  event.locals.viewer = await viewerOf(event.request);
  const open = OPEN_PATHS.includes(event.url.pathname);
  if (event.locals.viewer === null && !open && event.route.id !== null) {
    const next = event.url.pathname + event.url.search;
    redirect(303, next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
  }
  const theme = themeOf(event.cookies.get(THEME_COOKIE));
  return resolve(event, { transformPageChunk: ({ html }) => html.replace("%arena.theme%", theme) });
};

async function viewerOf(request: Request) {
  if (request.headers.get("cookie") === null) return null;
  try {
    return await arenaClient(request).viewer();
  } catch (error) {
    if (error instanceof ArenaTransportError && error.code === "UNAUTHENTICATED") return null;
    throw error;
  }
}

export const handleError: HandleServerError = ({ kind, error }) => {
  if (kind !== "unknown") return {};
  if (!(error instanceof ArenaTransportError)) {
    console.error(error);
    return {};
  }
  return { message: error.message, ...(error.requestId === null ? {} : { requestId: error.requestId }) };
};
