/** How a host is reached. All three were checked when the operation was ordered; none is ever part of a shell's text here. */
export interface SshTarget {
  readonly login: string;
  readonly address: string;
  readonly port: number;
}

export function targetName({ login, address, port }: SshTarget): string {
  const host = address.includes(":") ? `[${address}]` : address;
  return `${login === "" ? "" : `${login}@`}${host}${port === 22 ? "" : `:${port}`}`;
}

/** As a file of known hosts names it. */
export function knownHostName({ address, port }: Pick<SshTarget, "address" | "port">): string {
  return port === 22 ? address : `[${address}]:${port}`;
}
