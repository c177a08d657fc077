import { builder } from "../builder/builder.ts";

const SignInOptionsType = builder.objectRef<{ readonly singleSignOn: string | null }>("SignInOptions").implement({
  description: "How one may sign in, beside e-mail address and password.",
  fields: (t) => ({
    singleSignOn: t.exposeString("singleSignOn", {
      nullable: true,
      description: "What the other party is called; null when there is none.",
    }),
  }),
});

builder.queryField("signInOptions", (t) =>
  t.field({
    type: SignInOptionsType,
    description: "Needs no sign-in.",
    skipTypeScopes: true,
    resolve: (_root, _args, context) => ({ singleSignOn: context.singleSignOnName }),
  }),
);
