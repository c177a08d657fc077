import type { System } from "../system.ts";

export interface Browser {
  /** The `data` of a GraphQL answer; what has `errors` throws. */
  graphql<Data>(query: string, variables?: Readonly<Record<string, unknown>>): Promise<Data>;
}

/** What a page of ours can do: requests with the cookie of a session. */
export async function signIn(
  { address }: Pick<System, "address">,
  account: { readonly email: string; readonly password: string },
): Promise<Browser> {
  const answer = await fetch(`${address}/api/auth/sign-in/email`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: address },
    body: JSON.stringify(account),
  });
  if (!answer.ok) throw new Error(`sign-in answered ${answer.status}: ${await answer.text()}`);
  const cookie = answer.headers
    .getSetCookie()
    .map((line) => line.split(";", 1)[0])
    .join("; ");
  return {
    async graphql<Data>(query: string, variables: Readonly<Record<string, unknown>> = {}) {
      const response = await fetch(`${address}/graphql`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: address, cookie },
        body: JSON.stringify({ query, variables }),
      });
      const { data, errors } = (await response.json()) as { data?: Data; errors?: { message: string }[] };
      if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
      return data;
    },
  };
}
