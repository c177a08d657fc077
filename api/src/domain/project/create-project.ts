import { v7 as uuidv7 } from "uuid";
import { changeOnce } from "../change-once.ts";
import { checkName, orNameTaken } from "../check-name.ts";
import type { Command } from "../command.ts";
import { ValidationError } from "../errors.ts";
import { recordActivity } from "../record-activity.ts";

const MAX_DESCRIPTION_LENGTH = 2_000;

export interface CreateProjectInput {
  readonly name: string;
  readonly kind: "CLASSIC" | "ADVANCED";
  readonly description: string;
}

export function createProject(command: Command, input: CreateProjectInput): Promise<{ projectId: string }> {
  const name = checkName(input.name);
  if (input.description.length > MAX_DESCRIPTION_LENGTH) {
    throw new ValidationError([
      { path: "description", message: `must have at most ${MAX_DESCRIPTION_LENGTH} characters` },
    ]);
  }
  return changeOnce(command, "createProject", input, async (client) => {
    const projectId = uuidv7();
    await orNameTaken("project_name", name, () =>
      client.query("INSERT INTO project (id, organization_id, name, kind, description) VALUES ($1, $2, $3, $4, $5)", [
        projectId,
        command.viewer.organizationId,
        name,
        input.kind,
        input.description,
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
