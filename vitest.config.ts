import { defineConfig } from "vitest/config";

/** Tests that need no server live in `test/unit` folders and in packages that never need one. */
const UNIT = [
  "sdk/test/**/*.test.ts",
  "web/test/**/*.test.ts",
  "workflows/test/{contract,launcher}/**/*.test.ts",
  "workflows/test/flows/**/*-state.test.ts",
  "scripts/test/{settings,import-rules,state-file,supervise,read-zip,tool-cache}*.test.{ts,mjs}",
  "api/test/unit/**/*.test.ts",
];

/** Tests that make hosts, and run Docker, WireGuard, Ray or Kubernetes on them: `npm run test:cluster`. */
const CLUSTER = [
  "e2e/cluster/**/*.test.ts",
  "e2e/cli/on-prem-{ssh,real-swarm}.test.ts",
  "workflows/test/ray/**/*.test.ts",
  "api/test/bundle/swarm.test.ts",
];

export default defineConfig({
  test: {
    projects: [
      { test: { name: "unit", include: UNIT, testTimeout: 30_000 } },
      {
        test: {
          name: "servers",
          include: ["{prisma,api,workflows}/test/**/*.test.ts", "scripts/test/**/*.test.{ts,mjs}"],
          exclude: [...UNIT, ...CLUSTER, "**/node_modules/**"],
          testTimeout: 90_000,
          hookTimeout: 90_000,
          maxWorkers: 2,
        },
      },
      { test: { name: "trainers", include: ["trainers/*/test/**/*.test.ts"], testTimeout: 300_000, maxWorkers: 2 } },
      {
        test: {
          name: "end-to-end",
          include: ["e2e/**/*.test.ts"],
          exclude: [...CLUSTER, "**/node_modules/**"],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
      {
        test: {
          name: "cluster",
          include: CLUSTER,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
        },
      },
    ],
    passWithNoTests: true,
  },
});
