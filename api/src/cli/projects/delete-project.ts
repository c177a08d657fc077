import { deleteProject as remove } from "../../domain/project/delete-project.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findProject } from "./find-project.ts";

export const deleteProject: Endpoint = {
  method: "DELETE",
  path: "/api/cli/v1/projects/delete",
  permission: "project:create",
  async handle({ command, body }) {
    const { id, name } = await findProject(command, body.text("name"));
    await remove(command, { projectId: id });
    return json({ deleted: true, name });
  },
};
