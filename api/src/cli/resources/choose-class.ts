import type { Command } from "../../domain/command.ts";
import { ClientError } from "../client-error.ts";
import { findOfferedClasses } from "./offered-classes.ts";

/** What the client sends when its user names no class. */
const CLIENT_DEFAULT = "arena-medium";

export interface ClassChoice {
  /** Null: the organization's default class. */
  readonly id: string | null;
  /** What the user should know about the choice. */
  readonly warning: string | null;
}

export async function chooseClass(command: Command, resourceId: string | null): Promise<ClassChoice> {
  if (resourceId === null) return { id: null, warning: null };
  const classes = await findOfferedClasses(command);
  const wanted = resourceId.trim();
  const found =
    classes.find(({ id, name }) => name === wanted || id === wanted) ??
    classes.find(({ name }) => name.toLowerCase() === wanted.toLowerCase());
  if (found !== undefined) return { id: found.id, warning: null };
  if (wanted === CLIENT_DEFAULT) {
    const standard = classes.find(({ isDefault }) => isDefault);
    const which = standard === undefined ? "" : `, '${standard.name}'`;
    const warning = `There is no resource '${CLIENT_DEFAULT}' here: the organization's default class${which} is used.`;
    return { id: null, warning };
  }
  const valid = classes.map(({ name }) => name).join(", ") || "none";
  throw new ClientError(400, "VALIDATION", `resource_id: there is no resource '${wanted}'. Valid ones: ${valid}.`);
}
