import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { whyNoTunnels } from "../../workflows/test/gateway/why-no-tunnels.ts";
import type { SshHost } from "../cli/ssh-host.ts";
import { sshPackages } from "../cli/ssh-packages.ts";
import { freePort } from "../../scripts/up/free-port.mjs";
import type { System } from "../system.ts";
import { makeInstallBed, type InstallBed, type Operation } from "./install-bed.ts";
import { makeOwner } from "./rack/owner.ts";
import { makeRackNetwork, type RackNetwork } from "./rack/rack-network.ts";
import { startSystemIn } from "./rack/start-system-in.ts";
import { areReady, hasEnded, isWaiting } from "./operation-states.ts";

const LIMIT_MS = 180_000;
const FAULTS = "arena_faults";
const packages = await sshPackages();
const reason = typeof packages === "string" ? packages : whyNoTunnels();

describe.skipIf(reason !== null)(
  `hosts with networks of their own${reason === null ? "" : ` (${reason})`}`,
  { timeout: LIMIT_MS },
  () => {
    const { own, stop } = makeOwner();
    let network: RackNetwork;
    let system: System;
    let gatewayPort: number;
    let bed: InstallBed;
    let hosts: SshHost[];
    beforeAll(async () => {
      network = own(await makeRackNetwork(3), (made) => made.dispose());
      gatewayPort = await freePort();
      const gateway = { ARENA_GATEWAY_HOST: network.arena.address, ARENA_GATEWAY_PORT: String(gatewayPort) };
      system = await startSystemIn(network.arena.namespace, { ...gateway, ARENA_PROOF_WAIT_SECONDS: "1" }, own);
    }, 300_000);
    afterAll(stop, LIMIT_MS);
    beforeEach(async () => {
      bed = await makeInstallBed(system, (packages as { folder: string }).folder, { nodes: 2 });
      hosts = await Promise.all(
        network.hosts.map(({ address, namespace }, index) =>
          bed.lab.start({ name: ["head", "one", "two"][index]!, address, port: 22, network: namespace }),
        ),
      );
    }, LIMIT_MS);
    afterEach(() => bed?.stop());

    const inNetwork = (index: number, ...command: string[]): string[] => [
      `--net=/run/netns/${network.hosts[index]!.namespace}`,
      ...command,
    ];
    const mends: (() => Promise<void> | void)[] = [];
    const mendAll = async (): Promise<void> => {
      for (const mend of mends.splice(0)) await mend();
    };
    afterEach(mendAll);
    /** Packets of the host meet this rule. */
    const filter = (index: number, hook: "input" | "output", rule: string): void => {
      const chain = `chain ${hook} {\ntype filter hook ${hook} priority 0\n${rule}\n}`;
      execFileSync("nsenter", inNetwork(index, "nft", "-f", "-"), { input: `table inet ${FAULTS} {\n${chain}\n}\n` });
      mends.push(() => void execFileSync("nsenter", inNetwork(index, "nft", "delete", "table", "inet", FAULTS)));
    };
    const lowerMtu = (index: number, bytes: number): void => {
      const set = ["-n", network.hosts[index]!.namespace, "link", "set", "eth0", "mtu"];
      execFileSync("ip", [...set, String(bytes)]);
      mends.push(() => void execFileSync("ip", [...set, "1500"]));
    };
    /** Somebody else's program, at a port that the Swarm needs. */
    const listenAt = async (index: number, port: number): Promise<void> => {
      const program = `require("node:net").createServer().listen(${port}, () => console.log("listening"))`;
      const child = spawn("nsenter", inNetwork(index, process.execPath, "-e", program), {
        stdio: ["ignore", "pipe", "inherit"],
      });
      mends.push(async () => {
        const ended = once(child, "exit");
        child.kill("SIGKILL");
        await ended;
      });
      await once(child.stdout, "data");
    };
    const failedChecks = ({ hosts: all }: Operation): string[][] =>
      all.map(({ checks }) =>
        checks.filter(({ outcome }) => outcome === "FAILED").map(({ name, observed }) => `${name}: ${observed}`),
      );

    test("what is in the way is told with its remedy, and gone on with once it is away", async () => {
      const [head, , two] = network.hosts.map(({ address }) => address);
      filter(0, "output", `udp dport ${gatewayPort} reject`);
      filter(2, "input", "tcp dport { 22, 7946 } drop");
      await listenAt(0, 2_377);
      lowerMtu(1, 1_200);
      const { id } = await bed.install(hosts);
      const waiting = await bed.until(id, "it waits", isWaiting);
      expect(failedChecks(waiting)).toEqual([
        ["OUTBOUND: UDP is rejected", "PORTS_FREE: Taken: TCP 2377", `PORTS_REACHABLE: Blocked: ${two}:7946`],
        ["MTU: 1200 bytes", `PORTS_REACHABLE: Blocked: ${two}:7946`],
        ["SSH: The host does not answer."],
      ]);
      const remedies = waiting.hosts.flatMap(({ checks }) =>
        checks.filter(({ outcome }) => outcome === "FAILED").map(({ remedy }) => remedy),
      );
      expect(remedies).toEqual([
        expect.stringContaining(`pass UDP to ${network.arena.address}:${gatewayPort}`),
        expect.stringContaining("ss -lntup 'sport = :2377'"),
        expect.stringContaining("TCP 2377, TCP and UDP 7946, UDP 4789"),
        expect.stringContaining("ip link set dev <interface> mtu 1500"),
        expect.stringContaining("TCP 2377, TCP and UDP 7946, UDP 4789"),
        expect.stringContaining("let this server reach TCP port 22"),
      ]);
      for (const { name } of hosts)
        expect(bed.lab.docker(name).filter((asked) => /^(swarm|stack|node)/.test(asked))).toEqual([]);
      await mendAll();
      filter(0, "input", "tcp dport 2377 drop");
      for (const position of [0, 1, 2]) await bed.client.retryInstallHost({ id, position });
      const haveFailed = ({ hosts: [, ...workers] }: Operation): boolean =>
        workers.every(({ state, stages }) => state === "FAILED" && stages[0]!.attempt === 2);
      const blocked = await bed.until(id, "the workers do not reach the manager", haveFailed);
      for (const found of failedChecks(blocked).slice(1))
        expect(found).toEqual([`PORTS_REACHABLE: Blocked: ${head}:2377`]);
      await mendAll();
      for (const position of [1, 2]) await bed.client.retryInstallHost({ id, position });
      await bed.until(id, "all hosts are ready", areReady);
      await bed.client.abortInstall({ id });
      await bed.until(id, "it ends", hasEnded);
    });

    test("installed again, nothing is made or joined again", async () => {
      for (let time = 0; time < 2; time += 1) {
        const { id } = await bed.install(hosts);
        const ready = await bed.until(id, "all hosts are ready", areReady);
        expect(failedChecks(ready)).toEqual([[], [], []]);
        await bed.client.abortInstall({ id });
        await bed.until(id, "it ends", hasEnded);
      }
      const count = (host: string, words: string): number =>
        bed.lab.docker(host).filter((asked) => asked.startsWith(words)).length;
      expect([count("head", "swarm init"), count("one", "swarm join "), count("two", "swarm join ")]).toEqual([
        1, 1, 1,
      ]);
      expect(count("head", "stack deploy")).toBe(2);
    });
  },
);
