const NAMES: Readonly<Record<string, string>> = {
  "arena-cli": "Arena’s command line",
  "arena-client": "Arena’s command line",
};

/** What a person calls a program that asks to sign in. */
export function programName(clientId: string): string {
  return NAMES[clientId] ?? clientId;
}
