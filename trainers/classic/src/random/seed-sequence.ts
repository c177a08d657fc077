const POOL_SIZE = 4;

function words32(seed: bigint): number[] {
  const words: number[] = [];
  for (let rest = seed; rest > 0n; rest >>= 32n) words.push(Number(rest & 0xffffffffn));
  return words.length === 0 ? [0] : words;
}

function hasher(initial: number, multiplier: number): (value: number) => number {
  let constant = initial;
  return (value) => {
    let mixed = value ^ constant;
    constant = Math.imul(constant, multiplier);
    mixed = Math.imul(mixed, constant);
    return (mixed ^ (mixed >>> 16)) >>> 0;
  };
}

function mix(left: number, right: number): number {
  const mixed = (Math.imul(0xca01f9dd, left) - Math.imul(0x4973f715, right)) | 0;
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** NumPy's `SeedSequence(seed).generate_state(count, uint64)`: spreads one whole number over as many words as are asked for. */
export function seedWords64(seed: bigint, count: number): bigint[] {
  const entropy = words32(seed);
  const hash = hasher(0x43b0d7e5, 0x931e8875);
  const pool: number[] = [];
  for (let i = 0; i < POOL_SIZE; i += 1) pool.push(hash(entropy[i] ?? 0));
  for (let from = 0; from < POOL_SIZE; from += 1) {
    for (let to = 0; to < POOL_SIZE; to += 1) if (from !== to) pool[to] = mix(pool[to]!, hash(pool[from]!));
  }
  for (let from = POOL_SIZE; from < entropy.length; from += 1) {
    for (let to = 0; to < POOL_SIZE; to += 1) pool[to] = mix(pool[to]!, hash(entropy[from]!));
  }
  const generate = hasher(0x8b51f9dd, 0x58f38ded);
  const words: bigint[] = [];
  for (let i = 0; i < count; i += 1) {
    const low = generate(pool[(2 * i) % POOL_SIZE]!);
    const high = generate(pool[(2 * i + 1) % POOL_SIZE]!);
    words.push((BigInt(high) << 32n) | BigInt(low));
  }
  return words;
}
