const NAMES: Readonly<Record<string, string>> = {
  "arena-cli": "the Arena command line",
  "arena-client": "the Arena command line",
};

/** What a person calls a program that asks to sign in. */
export function programName(clientId: string): string {
  return NAMES[clientId] ?? clientId;
}
