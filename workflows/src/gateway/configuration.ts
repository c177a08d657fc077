import type { Peer } from "./peer.ts";

export interface GatewayIdentity {
  readonly privateKey: string;
  readonly listenPort: number;
}

/** What `wg syncconf` takes: all of the interface. */
export function configurationOf(identity: GatewayIdentity, peers: Iterable<Peer>): string {
  const head = `[Interface]\nPrivateKey = ${identity.privateKey}\nListenPort = ${identity.listenPort}\n`;
  return `${head}${peerSections(peers)}`;
}

/** What `wg addconf` takes: peers alone, so that the others and the socket stay untouched. */
export function peerSections(peers: Iterable<Peer>): string {
  return Array.from(peers, sectionOf).join("");
}

function sectionOf({ resourceClassId, generation, publicKey, presharedKey, tunnelAddress }: Peer): string {
  return [
    "",
    `# class ${resourceClassId}, generation ${generation}`,
    "[Peer]",
    `PublicKey = ${publicKey}`,
    `PresharedKey = ${presharedKey}`,
    `AllowedIPs = ${tunnelAddress}/32`,
    "",
  ].join("\n");
}
