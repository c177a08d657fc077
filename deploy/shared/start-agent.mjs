// start-agent.mjs RELEASE HOME: the agent with its token from a file. A variable that is set here is in no process table.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [release, home] = process.argv.slice(2);
process.env.ARENA_AGENT_TOKEN = readFileSync(process.env.ARENA_AGENT_TOKEN_PATH, "utf8").trim();
process.env.ARENA_AGENT_HOME = home;
process.env.ARENA_PROVE_PROGRAM = join(release, "prove.py");
process.env.ARENA_SHARED_DIRECTORY = process.env.ARENA_DATA;
process.env.ARENA_LAUNCHER_PROGRAM = join(release, "launcher.mjs");
process.env.ARENA_TRAINER_COMMAND ||= JSON.stringify([process.execPath, join(release, "trainer-classic.mjs")]);
// Runs are jobs of the Ray whose head this is.
process.env.ARENA_RAY_ADDRESS ||= "http://127.0.0.1:8265";
process.env.ARENA_RAY_TOKEN_PATH ||= process.env.RAY_AUTH_TOKEN_PATH;
await import(pathToFileURL(join(release, "agent.mjs")).href);
