import type { Endpoint } from "./endpoint.ts";
import { currentUser } from "./users/current-user.ts";

/** Everything that the published command-line client can ask for. */
export const ENDPOINTS: readonly Endpoint[] = [currentUser];
