import tseslint from "typescript-eslint";
import svelte from "eslint-plugin-svelte";
import importX from "eslint-plugin-import-x";
import { zoneRules } from "./eslint-zones.js";

export default tseslint.config(
  {
    ignores: [
      "**/node_modules/**",
      "**/generated/**",
      "**/dist/**",
      "web/build/**",
      "web/.svelte-kit/**",
      ".arena/**",
      ".turbo/**",
    ],
  },
  ...tseslint.configs.recommended,
  ...svelte.configs.recommended,
  {
    files: ["**/*.svelte", "**/*.svelte.ts"],
    languageOptions: { parserOptions: { parser: tseslint.parser } },
    rules: { "svelte/no-navigation-without-resolve": "off" },
  },
  {
    plugins: { "import-x": importX },
    languageOptions: {
      globals: Object.fromEntries(
        [
          "process",
          "console",
          "setTimeout",
          "clearTimeout",
          "setInterval",
          "clearInterval",
          "setImmediate",
          "URL",
          "fetch",
          "Buffer",
          "AbortController",
          "AbortSignal",
          "performance",
          "window",
          "document",
          "WebSocket",
        ].map((name) => [name, "readonly"]),
      ),
    },
    rules: {
      "no-undef": "off",
      "import-x/no-default-export": "off",
      "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
      "@typescript-eslint/consistent-type-imports": "error",
      "@typescript-eslint/no-non-null-assertion": "off",
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-warning-comments": ["error", { terms: ["todo", "fixme"] }],
    },
  },
  ...zoneRules,
);
