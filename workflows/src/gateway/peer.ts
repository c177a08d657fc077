/** A cluster that may connect: one generation of a class's keys. */
export interface Peer {
  /** Of the row of `cluster_key`. */
  readonly id: string;
  readonly resourceClassId: string;
  readonly generation: number;
  readonly publicKey: string;
  readonly presharedKey: string;
  readonly tunnelAddress: string;
}

const KEY = /^[A-Za-z0-9+/]{43}=$/;

/** 32 bytes in base64: anything else would make the whole configuration unreadable to `wg`. */
export const isWireguardKey = (text: string): boolean => KEY.test(text);
