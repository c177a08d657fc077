import { builder } from "../builder/builder.ts";

export interface PersonRow {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}
export const PersonType = builder.objectRef<PersonRow>("Person");

builder.node(PersonType, {
  id: { resolve: (person) => person.id },
  fields: (t) => ({ name: t.exposeString("name"), email: t.exposeString("email") }),
});
