/** The answer of `wg show INTERFACE latest-handshakes`: seconds since 1970 by public key, 0 when there was none yet. */
export function parseHandshakes(text: string): Map<string, number> {
  const handshakes = new Map<string, number>();
  for (const line of text.split("\n")) {
    const [publicKey, at] = line.split("\t");
    if (publicKey && at !== undefined && /^\d+$/.test(at)) handshakes.set(publicKey, Number(at));
  }
  return handshakes;
}

/** A session lives for 180 s: the last handshake of a peer that is connected is younger. */
const FRESH_SECONDS = 180;

export function isFresh(handshakeSeconds: number, nowSeconds: number): boolean {
  return handshakeSeconds > 0 && nowSeconds - handshakeSeconds < FRESH_SECONDS;
}
