import type { ArenaError } from "@arena/sdk";

/** What is wrong, by the field that it is on. */
export type Faults = Readonly<Record<string, string>>;

/** The server's faults as sentences on their fields; a name that is taken is the name's. Empty: of no field. */
export function faultsByField(error: ArenaError): Faults {
  if (error.code === "NAME_TAKEN") return { name: error.message };
  return Object.fromEntries(error.fields.map(({ path, message }) => [path, sentence(message)]));
}

/** The server's fault of a field, as a sentence. */
export function sentence(text: string): string {
  const begun = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.!?]$/.test(begun) ? begun : `${begun}.`;
}
