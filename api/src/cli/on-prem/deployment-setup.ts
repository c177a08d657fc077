import { buildBundle } from "../../bundle/build-bundle.ts";
import { ARCHIVE_TYPES, SETUP_TYPES } from "../../bundle/bundle-input.ts";
import { archiveSizeBytes, packArchive } from "../../bundle/pack-archive.ts";
import { ValidationError } from "../../domain/errors.ts";
import { requireOnPremManager } from "../../domain/on-prem/require-on-prem-manager.ts";
import { issueBundle } from "../../domain/resource-class/issue-bundle.ts";
import { archive } from "../answer.ts";
import type { Endpoint } from "../endpoint.ts";
import { findClass } from "./class-rows.ts";

const CONTENT_TYPES = { zip: "application/zip", tar: "application/x-tar" } as const;

/** Also while the provider is disabled: a stack is taken down with it. */
export const deploymentSetup: Endpoint = {
  method: "GET",
  path: "/api/cli/v1/on-prem/classes/deployment-setup",
  pages: true,
  async handle({ command, query }) {
    requireOnPremManager(command.viewer);
    const setupType = oneOf("setupType", SETUP_TYPES, query.text("setupType"));
    const archiveType = oneOf("archivedType", ARCHIVE_TYPES, query.optionalText("archivedType") ?? "zip");
    const { name } = await findClass(command, query.text("name"));
    const files = buildBundle(await issueBundle(command, { name, setupType, archiveType }), setupType);
    return archive({
      fileName: `arena-train-${name}-${setupType}.${archiveType}`,
      contentType: CONTENT_TYPES[archiveType],
      sizeBytes: archiveSizeBytes(files, archiveType),
      bytes: packArchive(files, archiveType),
    });
  },
};

function oneOf<Choice extends string>(path: string, choices: readonly Choice[], given: string): Choice {
  const found = choices.find((choice) => choice === given);
  if (found === undefined) throw new ValidationError([{ path, message: `must be one of ${choices.join(", ")}` }]);
  return found;
}
