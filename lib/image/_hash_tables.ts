import { random } from "../stats/random.ts";

/** Tables; in each, hashes are filed under some of their bits. */
const TABLES = 16;

/**
 * Finds hashes that differ in few bits, by bit sampling (Indyk and Motwani,
 * STOC 1998): those that agree in the drawn bits of one table are compared. With
 * k = ⌈log₂ n⌉ + 5 bits of b a table, hashes that differ in d bits are missed
 * with probability (1 − (1 − d/b)ᵏ)¹⁶.
 */
export class HashTables {
  /** All hashes behind one another. */
  readonly #hashes: Int32Array;
  readonly #bits: readonly Int32Array[];
  /** By table: where the entries of a key begin. */
  readonly #starts: readonly Int32Array[];
  readonly #entries: readonly Int32Array[];
  readonly #seen: Int32Array;
  readonly #found: Int32Array;
  #query = 0;

  constructor(hashes: readonly Int32Array[]) {
    const count = hashes.length;
    const length = 32 * (hashes[0]?.length ?? 0);
    const wide = Math.min(
      length,
      Math.ceil(Math.log2(Math.max(2, count))) + 5,
    );
    this.#hashes = new Int32Array(count * (length / 32));
    hashes.forEach((hash, at) => this.#hashes.set(hash, at * hash.length));
    this.#seen = new Int32Array(count);
    this.#found = new Int32Array(count);
    const telling = tellingBits(hashes, length);
    this.#bits = Array.from(
      { length: TABLES },
      (_, table) =>
        Int32Array.from(
          random(0n, "hash table", table).permutation(telling.length)
            .subarray(0, wide),
          (i) => telling[i]!,
        ),
    );
    const filed = this.#bits.map((bits) => {
      const keys = hashes.map((hash) => keyOf(hash, bits));
      const starts = new Int32Array(2 ** wide + 1);
      for (const key of keys) starts[key + 1]!++;
      for (let key = 0; key < 2 ** wide; key++) {
        starts[key + 1]! += starts[key]!;
      }
      const next = starts.slice();
      const entries = new Int32Array(count);
      keys.forEach((key, at) => entries[next[key]!++] = at);
      return { starts, entries };
    });
    this.#starts = filed.map(({ starts }) => starts);
    this.#entries = filed.map(({ entries }) => entries);
  }

  /**
   * Positions of hashes that differ in at most `most` bits; the array is good
   * until the next call.
   */
  near(hash: Int32Array, most: number): Int32Array {
    const query = ++this.#query;
    let count = 0;
    for (let table = 0; table < TABLES; table++) {
      const starts = this.#starts[table]!;
      const entries = this.#entries[table]!;
      const key = keyOf(hash, this.#bits[table]!);
      const end = starts[key + 1]!;
      for (let i = starts[key]!; i < end; i++) {
        const at = entries[i]!;
        if (this.#seen[at] === query) continue;
        this.#seen[at] = query;
        if (bitDifferences(hash, this.#hashes, at * hash.length) <= most) {
          this.#found[count++] = at;
        }
      }
    }
    return this.#found.subarray(0, count);
  }
}

/**
 * The half of the bits that are set in nearest to half of the hashes: a bit that
 * nearly all share parts nothing.
 */
function tellingBits(
  hashes: readonly Int32Array[],
  length: number,
): readonly number[] {
  const set = new Float64Array(length);
  for (const hash of hashes) {
    for (let bit = 0; bit < length; bit++) {
      set[bit]! += (hash[bit >> 5]! >>> (bit & 31)) & 1;
    }
  }
  const bias = set.map((count) => Math.abs(count / hashes.length - 0.5));
  return [...bias.keys()].sort((a, b) => bias[a]! - bias[b]! || a - b)
    .slice(0, length / 2);
}

function keyOf(hash: Int32Array, bits: Int32Array): number {
  let key = 0;
  for (let i = 0; i < bits.length; i++) {
    const bit = bits[i]!;
    key = (key << 1) | ((hash[bit >> 5]! >>> (bit & 31)) & 1);
  }
  return key;
}

/** Number of bits in which a hash differs from one that begins at `start`. */
export function bitDifferences(
  hash: Int32Array,
  others: Int32Array,
  start = 0,
): number {
  let count = 0;
  for (let i = 0; i < hash.length; i++) {
    let word = hash[i]! ^ others[start + i]!;
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    count += Math.imul((word + (word >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
  }
  return count;
}
