const PLAIN = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** One word for a POSIX shell, whatever is in it; as it is where a shell takes it as it is. */
export function quoteForShell(text: string): string {
  return PLAIN.test(text) && !text.startsWith("-") ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
