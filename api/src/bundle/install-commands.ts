import type { SetupType } from "./bundle-input.ts";
import { quoteForShell } from "./quote-for-shell.ts";

export interface InstallCommands {
  readonly install: string;
  readonly teardown: string;
}

/** The commands of the configuration panel, as they are copied into a terminal. */
export function installCommands(className: string, setupType: SetupType): InstallCommands {
  // A name that begins with a dash would be taken for an option, quoted or not.
  const name = className.startsWith("-") ? `-- ${quoteForShell(className)}` : quoteForShell(className);
  const hosts = setupType === "dockerSwarm" ? " --manager <host>" : "";
  const workers = setupType === "dockerSwarm" ? " --workers <host,host>" : "";
  const command = (verb: string, flags: string): string =>
    className.startsWith("-")
      ? `arena on-prem ${verb} --setup-type ${setupType}${flags} ${name}`
      : `arena on-prem ${verb} ${name} --setup-type ${setupType}${flags}`;
  return { install: command("install", `${hosts}${workers}`), teardown: command("teardown", hosts) };
}
