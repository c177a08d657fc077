import { spawn } from "node:child_process";
import { createServer, type Socket } from "node:net";
import path from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { LiveServer } from "./live-server.ts";
import { until } from "./until.ts";

const disposals: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const dispose of disposals.splice(0)) await dispose();
});

/** A process of its own: it ends by itself only if the client has left no socket and no timer behind. */
async function followAndClose(url: string, isTime: (output: string) => boolean) {
  const script = path.join(import.meta.dirname, "fixtures", "follow-and-close.ts");
  const child = spawn(process.execPath, [script, url], { stdio: ["pipe", "pipe", "inherit"] });
  disposals.push(async () => void child.kill("SIGKILL"));
  const exited = new Promise((resolve) => child.once("close", resolve));
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await until(() => isTime(output), "the client to be where it is to be closed", 20_000);
  const toldAt = performance.now();
  child.stdin.write("close\n");
  const code = await exited;
  return { code, lines: output.trim().split("\n").sort(), tookMs: performance.now() - toldAt };
}

describe("close", () => {
  it("leaves nothing open that would keep a process alive", async () => {
    const server = await LiveServer.start();
    disposals.push(() => server.stop());
    const { code, lines, tookMs } = await followAndClose(server.url, (output) => output.includes("sequence 0"));
    expect({ code, lines }).toEqual({ code: 0, lines: ["closed", "ended", "sequence 0"] });
    // Less than the ping that a forgotten timer would still send.
    expect(tookMs).toBeLessThan(4_500);
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
    const { code, lines, tookMs } = await followAndClose(`http://127.0.0.1:${address.port}`, () => sockets.size > 0);
    expect({ code, lines }).toEqual({ code: 0, lines: ["closed", "ended"] });
    expect(tookMs).toBeLessThan(9_000);
  });

  it("ends what waits to try a server again that is not there", async () => {
    const server = await LiveServer.start();
    const { url } = server;
    await server.stop();
    const { code, lines } = await followAndClose(url, (output) => output.includes("down"));
    expect({ code, lines }).toEqual({ code: 0, lines: ["closed", "down", "ended"] });
  });
});
