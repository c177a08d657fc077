import { createProject } from "../../domain/project/create-project.ts";
import { NameTakenError } from "../../domain/errors.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { ProjectKindEnum } from "../builder/enums.ts";
import { ProjectType } from "./project.ts";

const CreateProjectSuccess = builder.objectRef<{ projectId: string }>("CreateProjectSuccess").implement({
  fields: (t) => ({
    project: t.field({
      type: ProjectType,
      resolve: async ({ projectId }, _args, context) => {
        const project = await context.loaders.project.load(projectId);
        if (project === null) throw new Error(`The project ${projectId} vanished while the mutation answered`);
        return project;
      },
    }),
  }),
});

defineMutation("createProject", {
  permission: "project:create",
  input: (t) => ({
    name: t.string({ required: true }),
    kind: t.field({ type: ProjectKindEnum, description: "CLASSIC when left out." }),
    description: t.string(),
  }),
  success: CreateProjectSuccess,
  errors: [NameTakenError],
  run: (command, input) =>
    createProject(command, { name: input.name, kind: input.kind ?? "CLASSIC", description: input.description ?? "" }),
});
