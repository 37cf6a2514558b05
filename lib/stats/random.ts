const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24] as const;
const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32 with 20 rounds, a counter-based generator: the same key and
 * counter give the same two words whatever was drawn before.
 *
 * Source: Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", SC11.
 *
 * @param out Receives two unsigned words at `at` and `at + 1`
 *
 * @example
 * ```ts
 * import { threefry2x32 } from "./random.ts";
 *
 * // The first of the vectors published with the generator.
 * const words = new Uint32Array(2);
 * threefry2x32(0, 0, 0, 0, words);
 * console.assert(words[0] === 0x6b200159 && words[1] === 0x99ba4efe);
 * ```
 */
export function threefry2x32(
  key0: number,
  key1: number,
  counter0: number,
  counter1: number,
  out: Uint32Array,
  at = 0,
): void {
  const key2 = key0 ^ key1 ^ PARITY;
  let x0 = (counter0 + key0) | 0;
  let x1 = (counter1 + key1) | 0;
  for (let group = 0; group < 5; group++) {
    const base = (group & 1) * 4;
    for (let i = 0; i < 4; i++) {
      const r = ROTATIONS[base + i]!;
      x0 = (x0 + x1) | 0;
      x1 = ((x1 << r) | (x1 >>> (32 - r))) ^ x0;
    }
    const next = (group + 1) % 3;
    const after = (group + 2) % 3;
    x0 = (x0 + (next === 0 ? key0 : next === 1 ? key1 : key2)) | 0;
    x1 = (x1 + (after === 0 ? key0 : after === 1 ? key1 : key2) + group + 1) |
      0;
  }
  out[at] = x0;
  out[at + 1] = x1;
}

/**
 * A stream of random numbers named by a seed and a path. Streams with
 * different paths are independent; a stream opened again starts over, so a
 * training step that opens `random(seed, "noise", step)` draws the same
 * numbers whether or not the run was interrupted before it.
 */
export class Random {
  readonly #key0: number;
  readonly #key1: number;
  #counter = 0;
  readonly #pair = new Uint32Array(2);

  /** Opens the stream of a 64-bit key at its start. */
  constructor(key0: number, key1: number) {
    this.#key0 = key0;
    this.#key1 = key1;
  }

  /** Fills with uniform unsigned 32-bit words. */
  words(out: Uint32Array): Uint32Array {
    const even = out.length & ~1;
    for (let i = 0; i < even; i += 2) this.#next(out, i);
    if (even < out.length) {
      this.#next(this.#pair, 0);
      out[even] = this.#pair[0]!;
    }
    return out;
  }

  /** Fills with uniform numbers in [low, high); 24 random bits each. */
  uniform(out: Float32Array, low = 0, high = 1): Float32Array {
    const words = this.words(new Uint32Array(out.length));
    const scale = (high - low) / 16777216;
    for (let i = 0; i < out.length; i++) {
      out[i] = low + (words[i]! >>> 8) * scale;
    }
    return out;
  }

  /** Fills with standard normal numbers (Box and Muller, both branches). */
  normal(out: Float32Array): Float32Array {
    const words = this.words(new Uint32Array(out.length + (out.length & 1)));
    for (let i = 0; i < out.length; i += 2) {
      const radius = Math.sqrt(
        -2 * Math.log((words[i]! + 0.5) / 4294967296),
      );
      const angle = (2 * Math.PI * words[i + 1]!) / 4294967296;
      out[i] = radius * Math.cos(angle);
      if (i + 1 < out.length) out[i + 1] = radius * Math.sin(angle);
    }
    return out;
  }

  /**
   * Fills with integers in [0, below), by multiplication of a 32-bit word.
   *
   * @throws {RangeError} when `below` is not in [1, 2^32]
   */
  integers(out: Int32Array, below: number): Int32Array {
    if (!(below >= 1 && below <= 4294967296)) {
      throw new RangeError(
        `Cannot draw integers: expected a bound in [1, 2^32], got ${below}`,
      );
    }
    const words = this.words(new Uint32Array(out.length));
    for (let i = 0; i < out.length; i++) {
      out[i] = Math.floor((words[i]! / 4294967296) * below);
    }
    return out;
  }

  /** A random order of 0 … count − 1 (Fisher and Yates). */
  permutation(count: number): Int32Array {
    const order = new Int32Array(count);
    const words = this.words(new Uint32Array(count));
    for (let i = 0; i < count; i++) {
      const j = Math.floor((words[i]! / 4294967296) * (i + 1));
      order[i] = order[j]!;
      order[j] = i;
    }
    return order;
  }

  #next(out: Uint32Array, at: number): void {
    const counter = this.#counter++;
    threefry2x32(
      this.#key0,
      this.#key1,
      counter >>> 0,
      Math.floor(counter / 4294967296),
      out,
      at,
    );
  }
}

/**
 * Opens the stream of a seed and a path.
 *
 * @param seed Any integer; its low 64 bits count
 * @param path Names and numbers, such as `("noise", step)`
 *
 * @example
 * ```ts
 * import { random } from "./random.ts";
 *
 * const a = random(7n, "noise", 3).normal(new Float32Array(4));
 * const b = random(7n, "noise", 3).normal(new Float32Array(4));
 * console.assert(a[2] === b[2]);
 * ```
 */
export function random(
  seed: bigint,
  ...path: readonly (string | number)[]
): Random {
  const key = new Uint32Array([
    Number(seed & 0xffffffffn),
    Number((seed >> 32n) & 0xffffffffn),
  ]);
  for (const part of path) {
    const hash = fnv1a(typeof part === "number" ? `#${part}` : `$${part}`);
    threefry2x32(key[0]!, key[1]!, hash[0], hash[1], key);
  }
  return new Random(key[0]!, key[1]!);
}

function fnv1a(text: string): [number, number] {
  let low = 0x811c9dc5;
  let high = 0x01000193;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ unit, 0x85ebca6b) ^ (low >>> 15);
  }
  return [low >>> 0, high >>> 0];
}
