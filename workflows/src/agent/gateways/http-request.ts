import { request as requestByHttp } from "node:http";
import { request as requestByHttps } from "node:https";
import { text } from "node:stream/consumers";

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/** Without the headers by which `fetch` says that it could be a browser: Ray refuses writing to browsers. */
export function requestText({ method, url, headers, body, signal }: HttpRequest): Promise<HttpAnswer> {
  const send = url.startsWith("https:") ? requestByHttps : requestByHttp;
  return new Promise((resolve, reject) => {
    const request = send(url, { method, headers, signal }, (response) => {
      text(response).then((content) => resolve({ status: response.statusCode ?? 0, text: content }), reject);
    });
    request.once("error", reject);
    request.end(body);
  });
}
