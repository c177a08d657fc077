/** Asks as the client does, with a key. */
export class Caller {
  readonly #address: string;
  readonly #key: string;

  constructor({ address }: { readonly address: string }, key: string) {
    this.#address = address;
    this.#key = key;
  }

  send(method: string, path: string, body?: unknown): Promise<Response> {
    const type = body === undefined || body instanceof FormData ? {} : { "content-type": "application/json" };
    return fetch(`${this.#address}/api/cli/v1/${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, ...type },
      ...(body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) }),
    });
  }

  /** What the client unwraps. */
  async data(method: string, path: string, body?: unknown): Promise<unknown> {
    return ((await (await this.send(method, path, body)).json()) as { data: unknown }).data;
  }
}

export async function messageOf(answer: Response): Promise<string> {
  return ((await answer.json()) as { message: string }).message;
}
