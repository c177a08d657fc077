import { ArenaTransportError, type DeviceLoginFieldsFragment } from "@arena/sdk";
import { arenaClient } from "#lib/server/arena-client.ts";

export async function load({ request, url }) {
  const code = (url.searchParams.get("user_code") ?? "").trim();
  if (code === "") return { code, login: null, fault: null };
  return { code, ...(await find(request, code)) };
}

async function find(
  request: Request,
  code: string,
): Promise<{ login: DeviceLoginFieldsFragment | null; fault: "UNKNOWN" | "TOO_MANY" | null }> {
  try {
    return { login: await arenaClient(request).deviceLogin(code), fault: null };
  } catch (error) {
    if (error instanceof ArenaTransportError && error.code === "NOT_FOUND") return { login: null, fault: "UNKNOWN" };
    if (error instanceof ArenaTransportError && error.code === "LIMIT") return { login: null, fault: "TOO_MANY" };
    throw error;
  }
}
