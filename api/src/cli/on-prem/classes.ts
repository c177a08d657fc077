import type { Command } from "../../domain/command.ts";
import { ValidationError } from "../../domain/errors.ts";
import { requireOnPremManager } from "../../domain/on-prem/require-on-prem-manager.ts";
import { createResourceClass } from "../../domain/resource-class/create-resource-class.ts";
import { deleteResourceClass } from "../../domain/resource-class/delete-resource-class.ts";
import { updateResourceClass } from "../../domain/resource-class/update-resource-class.ts";
import { json, type Answer } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findClass, present, readClasses } from "./class-rows.ts";
import { givenShape, inTheClientsWords } from "./given-shape.ts";

const PREFIX = "/api/cli/v1/on-prem/classes";

async function answer(command: Command, name: string): Promise<Answer> {
  return json(present(await findClass(command, name)));
}

export const CLASS_ENDPOINTS: readonly Endpoint[] = [
  {
    method: "GET",
    path: `${PREFIX}/list`,
    handle: async ({ command }) => json((await readClasses(command)).map(present)),
  },
  {
    method: "GET",
    path: `${PREFIX}/get`,
    async handle({ command, query }) {
      requireOnPremManager(command.viewer);
      return answer(command, query.text("name"));
    },
  },
  {
    method: "POST",
    path: `${PREFIX}/create`,
    async handle({ command, body }) {
      requireOnPremManager(command.viewer);
      const [name, shape] = [body.text("name"), givenShape(body)];
      const { nodes } = shape;
      if (nodes === undefined) throw new ValidationError([{ path: "num_nodes", message: "is required" }]);
      await inTheClientsWords(() => createResourceClass(command, { ...shape, name, nodes }));
      return answer(command, name.trim());
    },
  },
  {
    method: "PATCH",
    path: `${PREFIX}/update`,
    async handle({ command, body }) {
      const found = await findClass(command, body.text("name"));
      const change = { ...givenShape(body), resourceClassId: found.id };
      await inTheClientsWords(() => updateResourceClass(command, change));
      return answer(command, found.name);
    },
  },
  {
    method: "DELETE",
    path: `${PREFIX}/delete`,
    async handle({ command, query }) {
      const { id, name } = await findClass(command, query.text("name"));
      await deleteResourceClass(command, { resourceClassId: id });
      return json({ deleted: true, name });
    },
  },
];
