import importX from "eslint-plugin-import-x";

/**
 * The import graph is the architecture (docs/architecture.md). Each zone names what a folder may not import: packages by
 * pattern, folders of this repository by path. `scripts/test/import-rules.test.mjs` breaks every one of them.
 */
export const ZONES = [
  {
    name: "flows are deterministic: contract, flows and the workflow library; activities by type only (a value import would not bundle)",
    files: "workflows/src/flows/**/*.ts",
    packages: [
      "node:*",
      "pg",
      "ws",
      "@arena/database/*",
      "@temporalio/client",
      "@temporalio/worker",
      "@temporalio/activity",
    ],
    folders: ["workflows/src/worker", "workflows/src/agent", "workflows/src/launcher", "workflows/src/gateway"],
  },
  {
    name: "the contract imports nothing local",
    files: "workflows/src/contract/**/*.ts",
    packages: ["@arena/*", "@temporalio/*", "pg", "ws"],
    folders: [
      "workflows/src/flows",
      "workflows/src/activities",
      "workflows/src/worker",
      "workflows/src/agent",
      "workflows/src/launcher",
      "workflows/src/gateway",
    ],
  },
  {
    name: "what is concluded from what was found is pure",
    files: "workflows/src/{proof,preflight}/**/*.ts",
    packages: ["node:*", "pg", "ws", "@arena/database/*", "@temporalio/*"],
    folders: [
      "workflows/src/flows",
      "workflows/src/activities",
      "workflows/src/worker",
      "workflows/src/agent",
      "workflows/src/launcher",
      "workflows/src/gateway",
      "workflows/src/installer",
    ],
  },
  {
    name: "the installer reaches hosts; it knows no workflow but the shapes of its activities",
    files: "workflows/src/installer/**/*.ts",
    packages: ["@temporalio/*", "ws"],
    folders: ["workflows/src/worker", "workflows/src/agent", "workflows/src/launcher", "workflows/src/gateway", "api"],
  },
  {
    name: "agent and launcher never reach Temporal or the database",
    files: "workflows/src/{agent,launcher}/**/*.ts",
    packages: ["@temporalio/*", "@arena/database/*", "pg", "@prisma/*"],
    folders: ["workflows/src/flows", "workflows/src/activities", "workflows/src/worker", "workflows/src/gateway"],
  },
  {
    name: "the gateway's program knows the database and the contract, no workflow and no run",
    files: "workflows/src/gateway/**/*.ts",
    packages: ["@temporalio/*", "ws"],
    folders: [
      "workflows/src/flows",
      "workflows/src/activities",
      "workflows/src/worker",
      "workflows/src/agent",
      "workflows/src/launcher",
      "api",
    ],
  },
  {
    name: "the domain knows no transport",
    files: "api/src/domain/**/*.ts",
    packages: ["@pothos/*", "graphql", "graphql-yoga", "graphql-ws", "@temporalio/*", "ws", "node:http"],
    folders: ["api/src/schema", "api/src/server", "api/src/orchestration", "api/src/cli"],
  },
  {
    name: "a bundle is a pure function of its input",
    files: "api/src/bundle/**/*.ts",
    packages: ["pg", "@arena/*", "@pothos/*", "graphql", "@temporalio/*", "ws", "node:http"],
    folders: ["api/src/schema", "api/src/server", "api/src/orchestration", "api/src/cli", "api/src/access"],
  },
  {
    name: "the schema is Pothos only",
    files: "api/src/schema/**/*.ts",
    packages: ["@temporalio/*", "ws", "pg"],
    folders: ["api/src/server", "api/src/ingest"],
  },
  {
    name: "the api cannot import a flow",
    files: "api/src/**/*.ts",
    packages: [],
    folders: [
      "workflows/src/flows",
      "workflows/src/activities",
      "workflows/src/worker",
      "workflows/src/agent",
      "workflows/src/launcher",
      "workflows/src/gateway",
    ],
  },
  {
    name: "the web reaches the server through the SDK",
    files: "web/src/**/*.{ts,svelte}",
    packages: [
      "@arena/api",
      "@arena/api/*",
      "@arena/database",
      "@arena/database/*",
      "@arena/workflows/*",
      "@temporalio/*",
      "pg",
    ],
    folders: ["api", "prisma", "workflows"],
  },
  {
    name: "the SDK stands alone",
    files: "sdk/src/**/*.ts",
    packages: ["@arena/*", "@temporalio/*", "pg"],
    folders: ["api", "prisma", "workflows", "web"],
  },
  {
    name: "trainers know the protocol only",
    files: "trainers/classic/src/**/*.ts",
    packages: ["@arena/*", "@temporalio/*", "pg", "ws"],
    folders: ["api", "prisma", "workflows", "web", "sdk"],
  },
];

const root = import.meta.dirname;
/** In flat configuration the last match wins, so the narrower zones of the api repeat what holds for all of it. */
const apiWide = ZONES.find((zone) => zone.files === "api/src/**/*.ts");

export const zoneRules = ZONES.map((zone) => {
  const folders =
    zone.files.startsWith("api/src/") && zone !== apiWide ? [...zone.folders, ...apiWide.folders] : zone.folders;
  return {
    files: [zone.files],
    plugins: { "import-x": importX },
    rules: {
      "no-restricted-imports": [
        "error",
        { patterns: zone.packages.length > 0 ? [{ group: zone.packages, message: zone.name }] : [] },
      ],
      "import-x/no-restricted-paths": [
        "error",
        { basePath: root, zones: folders.map((from) => ({ target: ".", from: `./${from}`, message: zone.name })) },
      ],
    },
  };
}).sort((a, b) => a.files[0].length - b.files[0].length);
