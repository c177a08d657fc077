/** Origins of our own pages. On this machine, people type either name of the loopback address. */
export function originsOf(publicUrl: string): string[] {
  const url = new URL(publicUrl);
  if (url.hostname !== "localhost" && url.hostname !== "127.0.0.1") return [url.origin];
  return ["localhost", "127.0.0.1"].map((name) => `${url.protocol}//${name}${url.port ? `:${url.port}` : ""}`);
}
