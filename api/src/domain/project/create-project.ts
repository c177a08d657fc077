import { v7 as uuidv7 } from "uuid";
import { changeOnce } from "../change-once.ts";
import { checkDescription, checkName, orNameTaken } from "../check-name.ts";
import type { Command } from "../command.ts";
import { recordActivity } from "../record-activity.ts";

export interface CreateProjectInput {
  readonly name: string;
  readonly kind: "CLASSIC" | "ADVANCED";
  readonly description: string;
}

export function createProject(command: Command, input: CreateProjectInput): Promise<{ projectId: string }> {
  const name = checkName(input.name);
  const description = checkDescription(input.description);
  return changeOnce(command, "createProject", input, async (client) => {
    const projectId = uuidv7();
    await orNameTaken("project_name", name, () =>
      client.query("INSERT INTO project (id, organization_id, name, kind, description) VALUES ($1, $2, $3, $4, $5)", [
        projectId,
        command.viewer.organizationId,
        name,
        input.kind,
        description,
      ]),
    );
    await recordActivity(client, command, {
      action: "project.create",
      subjectType: "Project",
      subjectId: projectId,
      after: { name, kind: input.kind },
    });
    return { projectId };
  });
}
