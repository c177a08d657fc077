import { createProject as create } from "../../domain/project/create-project.ts";
import { json } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";

export const createProject: Endpoint = {
  method: "POST",
  path: "/api/cli/v1/projects/create",
  permission: "project:create",
  async handle({ command, body }) {
    const name = body.text("name").trim();
    const kind = body.boolean("llm_based", false) ? "ADVANCED" : "CLASSIC";
    const description = body.optionalText("description") ?? "";
    const { projectId } = await create(command, { name, kind, description });
    return json({ id: projectId, name, type: kind === "ADVANCED" ? "Advanced" : "Classic", description });
  },
};
