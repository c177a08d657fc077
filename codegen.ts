import type { CodegenConfig } from "@graphql-codegen/cli";

/** Types of every operation of the SDK, from the printed schema. Written to git, so that the package imports as it is. */
const config: CodegenConfig = {
  schema: "api/schema.graphql",
  documents: "sdk/operations/*.graphql",
  ignoreNoDocuments: true,
  generates: {
    "sdk/src/generated/": {
      preset: "client",
      presetConfig: { fragmentMasking: false },
      config: {
        documentMode: "string",
        enumsAsTypes: true,
        useTypeImports: true,
        skipTypename: false,
        avoidOptionals: false,
        importExtension: ".ts",
        emitLegacyCommonJSImports: false,
        strictScalars: true,
        scalars: {
          ID: "string",
          DateTime: "string",
          SafeInt: "number",
          JSON: "unknown",
          Manifest: "{ readonly [key: string]: unknown }",
        },
      },
    },
  },
};

export default config;
