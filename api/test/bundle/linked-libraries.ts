import { runCommand } from "./run-command.ts";

/** Absolute paths of the shared libraries that these programs and libraries are linked to. */
export async function librariesOf(files: readonly string[]): Promise<string[]> {
  const { stdout } = await runCommand("ldd", files);
  const found = [...stdout.matchAll(/^\s+(?:\S+ => )?(\/\S+\.so[^\s)]*) \(/gm)].map(([, library]) => library!);
  return [...new Set(found)];
}
