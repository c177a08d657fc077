import { createApiKey } from "../../domain/api-key/create-api-key.ts";
import { revokeApiKey } from "../../domain/api-key/revoke-api-key.ts";
import { rotateApiKey } from "../../domain/api-key/rotate-api-key.ts";
import { NotAllowedError } from "../../domain/errors.ts";
import type { Context } from "../../context.ts";
import { builder } from "../builder/builder.ts";
import { defineMutation } from "../builder/define-mutation.ts";
import { ApiKeyType } from "./api-key.ts";

interface MadeKey {
  readonly apiKeyId: string;
  readonly secret: string;
}

const keyOf = ({ apiKeyId }: { apiKeyId: string }, context: Context) =>
  context.database.prisma.apiKey.findUniqueOrThrow({ where: { id: apiKeyId } });

const madeKeySuccess = (name: string) =>
  builder.objectRef<MadeKey>(name).implement({
    fields: (t) => ({
      apiKey: t.field({ type: ApiKeyType, resolve: (made, _args, context) => keyOf(made, context) }),
      secret: t.exposeString("secret", { description: "The whole key. Shown now and never again." }),
    }),
  });

defineMutation("createApiKey", {
  description: "Only when no key is active.",
  permission: "api_key:manage",
  success: madeKeySuccess("CreateApiKeySuccess"),
  errors: [NotAllowedError],
  run: (command) => createApiKey(command),
});

defineMutation("rotateApiKey", {
  description: "Revokes the active key and makes another.",
  permission: "api_key:manage",
  success: madeKeySuccess("RotateApiKeySuccess"),
  errors: [NotAllowedError],
  run: (command) => rotateApiKey(command),
});

const RevokeApiKeySuccess = builder.objectRef<{ apiKeyId: string }>("RevokeApiKeySuccess").implement({
  fields: (t) => ({
    apiKey: t.field({ type: ApiKeyType, resolve: (revoked, _args, context) => keyOf(revoked, context) }),
  }),
});

defineMutation("revokeApiKey", {
  description: "Revokes the active key.",
  permission: "api_key:manage",
  success: RevokeApiKeySuccess,
  errors: [NotAllowedError],
  run: (command) => revokeApiKey(command),
});
