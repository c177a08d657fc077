/** One plain line on standard error. */
export function log(message: string): void {
  process.stderr.write(`${new Date().toISOString()} agent ${process.pid}: ${message}\n`);
}
