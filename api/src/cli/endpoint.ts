import type { Permission } from "../access/permissions.ts";
import type { Command } from "../domain/command.ts";
import type { Answer } from "./answer.ts";
import type { Fields } from "./fields.ts";

/** A file of a multipart body, already within the endpoint's limit. */
export interface UploadedFile {
  /** Name of the part, as `file`. */
  readonly part: string;
  /** As the client called it; never a path to write to. */
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: Buffer;
}

/** One request of a signed-in caller. */
export interface Call {
  /** Whose request it is, in which organization (`command.viewer`), with database, orchestration and installation. */
  readonly command: Command;
  /** What stands behind `?`. An empty value is an absent one. */
  readonly query: Fields;
  /** JSON object or the texts of a multipart body; empty where there is none. `null` is absent. */
  readonly body: Fields;
  readonly files: readonly UploadedFile[];
  /** Aborted when the client hangs up. */
  readonly signal: AbortSignal;
}

/**
 * One address of the command-line client's surface. `handle` translates and calls the domain; what it throws before it
 * returns is an HTTP error, what a stream throws is its `failed` line. Listed in endpoints.ts.
 */
export interface Endpoint {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  /** Whole path, as `/api/cli/v1/environments/exists`. */
  readonly path: string;
  /** 403 without it. */
  readonly permission?: Permission;
  /** 1 MiB unless told. Above it: 413, and nothing is read any more. */
  readonly maxBodyBytes?: number;
  /** Our own pages ask too, with the cookie of their session. Only of a GET. */
  readonly pages?: true;
  /** Read and thrown away, whatever it is. */
  readonly body?: "ignored";
  handle(call: Call): Promise<Answer>;
}
