import { fileURLToPath } from "node:url";

/** How the launcher starts this trainer. */
export const MAIN = [process.execPath, fileURLToPath(new URL("../src/main.ts", import.meta.url))];
