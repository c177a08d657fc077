import type { FieldFault } from "../errors.ts";

export interface ParsedHost {
  /** Empty: as this server's ssh has it. */
  readonly login: string;
  readonly address: string;
  readonly port: number;
}

const FORM = "give HOST, user@HOST, HOST:PORT or [V6]:PORT";
const LONGEST = 320;
/** What begins with a dash would be an option of ssh. */
const ADDRESS = /^[A-Za-z0-9_:][A-Za-z0-9._:%-]*$/;
const LOGIN = /^[A-Za-z0-9_][A-Za-z0-9._-]*$/;

/** A host as people type it, as the stage scripts and the command-line client read it too. */
export function parseHost(text: string, path: string): ParsedHost | FieldFault {
  const trimmed = text.trim();
  if (trimmed === "" || trimmed.length > LONGEST) return { path, message: `is no host: ${FORM}` };
  const at = trimmed.indexOf("@");
  const login = at < 0 ? "" : trimmed.slice(0, at);
  const rest = trimmed.slice(at + 1);
  const bracketed = /^\[([^\]]+)\](?::(\d+))?$/.exec(rest);
  const plain = /^([^:]+):(\d+)$/.exec(rest);
  const address = bracketed?.[1] ?? plain?.[1] ?? rest;
  const port = Number(bracketed?.[2] ?? plain?.[2] ?? 22);
  if (at >= 0 && !LOGIN.test(login)) return { path, message: "has a user name that ssh would not take" };
  if (!ADDRESS.test(address) || address.length > 253) return { path, message: `is no host: ${FORM}` };
  if (port < 1 || port > 65_535) return { path, message: "has a port that is none: 1 to 65535" };
  return { login, address: address.toLowerCase(), port };
}

/** The same host, however it was typed. */
export const hostKeyOf = ({ address, port }: ParsedHost): string => `${address} ${port}`;
