import { deleteEnvironment } from "../../domain/environment/delete-environment.ts";
import { duplicateEnvironment } from "../../domain/environment/duplicate-environment.ts";
import { entryPointsOf, environmentExists, listEnvironments } from "../../domain/environment/list-environments.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

/** By name, then by version; the client makes a table of it only when every version has both keys. */
const list: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/environments",
  permission: "experiment:read",
  async handle({ command, query }) {
    const name = query.optionalText("name");
    const withShipped = query.boolean("include_arena", false);
    const found = new Map<string, Record<string, { validated: boolean; profiled: boolean }>>();
    for (const row of await listEnvironments(command, { name, withShipped })) {
      const shipped = row.organizationId === null;
      const versions = found.get(row.name) ?? {};
      versions[row.version] = { validated: row.valid, profiled: shipped || row.profiledAt !== null };
      found.set(row.name, versions);
    }
    return json(Object.fromEntries(found));
  },
};

const exists: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/environments/exists",
  permission: "experiment:read",
  async handle({ command, query }) {
    const wanted = { name: query.text("name"), version: query.optionalText("version") };
    return json({ exists: await environmentExists(command, wanted) });
  },
};

const entryPoints: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/environments/entrypoints",
  permission: "experiment:read",
  async handle({ command, query }) {
    return json(await entryPointsOf(command, { name: query.text("name"), version: query.optionalText("version") }));
  },
};

const remove: Endpoint = {
  method: "DELETE",
  path: "/api/cli/v1/environments/delete",
  permission: "experiment:delete",
  async handle({ command, body }) {
    const version = body.optionalText("version");
    const deleted = await deleteEnvironment(command, { name: body.text("name"), version });
    const versions = deleted.map((row) => row.version);
    return json({ deleted: true, name: body.text("name"), version: version ?? versions.join(", "), versions });
  },
};

const duplicate: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/environments/duplicate",
  permission: "experiment:create",
  async handle({ command, body }) {
    const { name, version, sourceVersion } = await duplicateEnvironment(command, {
      name: body.text("name"),
      version: body.optionalText("version"),
      newVersion: body.text("new_version_name"),
    });
    return json({ name, version, source_version: sourceVersion });
  },
};

export const KEEPING_ENDPOINTS: readonly Endpoint[] = [list, exists, entryPoints, remove, duplicate];
