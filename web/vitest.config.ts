import { defineConfig } from "vitest/config";

/** Pure modules only: they need no compiler of components. */
export default defineConfig({ test: { include: ["test/**/*.test.ts"] } });
