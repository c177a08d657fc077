import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { LiveServer } from "./live-server.ts";

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
});

/** A process of its own: it ends by itself only if the client has left no socket and no timer behind. */
async function followAndClose(url: string, closeAfterMs: number) {
  const script = path.join(import.meta.dirname, "fixtures", "follow-and-close.ts");
  const child = spawn(process.execPath, [script, url, String(closeAfterMs)], { stdio: ["ignore", "pipe", "inherit"] });
  disposals.push(async () => void child.kill("SIGKILL"));
  let output = "";
  let closedAt = 0;
  child.stdout.on("data", (chunk: Buffer) => {
    output += chunk.toString();
    if (output.includes("closed")) closedAt ||= performance.now();
  });
  const code = await new Promise((resolve) => child.once("exit", resolve));
  return { code, lines: output.trim().split("\n").sort(), lingeredMs: performance.now() - closedAt };
}

describe("close", () => {
  it("leaves nothing open that would keep a process alive", async () => {
    const server = await LiveServer.start();
    disposals.push(() => server.stop());
    const { code, lines, lingeredMs } = await followAndClose(server.url, 500);
    expect({ code, lines }).toEqual({ code: 0, lines: ["closed", "ended", "sequence 0"] });
    expect(lingeredMs).toBeLessThan(2_000);
  });

  it("does not wait for a server that takes the connection and says nothing", async () => {
    const sockets = new Set<Socket>();
    const mute = createServer((socket) => sockets.add(socket));
    await new Promise<void>((resolve) => mute.listen(0, "127.0.0.1", resolve));
    disposals.push(async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => mute.close(resolve));
    });
    const address = mute.address();
    if (address === null || typeof address === "string") throw new Error("no port");
    const { code, lines, lingeredMs } = await followAndClose(`http://127.0.0.1:${address.port}`, 500);
    expect({ code, lines }).toEqual({ code: 0, lines: ["closed", "ended"] });
    expect(lingeredMs).toBeLessThan(5_000);
  });

  it("ends what waits to try a server again that is not there", async () => {
    const server = await LiveServer.start();
    await server.stop();
    const { code, lines } = await followAndClose("http://127.0.0.1:9", 500);
    expect({ code, lines }).toEqual({ code: 0, lines: ["closed", "ended"] });
  });
});
