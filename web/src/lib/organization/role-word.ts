import type { Role } from "@arena/sdk";

const WORDS: Readonly<Record<Role, string>> = { MANAGER: "Manager", MEMBER: "Member" };

export function roleWord(role: Role): string {
  return WORDS[role];
}
