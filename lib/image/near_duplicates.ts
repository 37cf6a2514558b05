import { random } from "../stats/random.ts";
import { bitDifferences, HashTables } from "./_hash_tables.ts";
import {
  alike,
  isFlat,
  type Likeness,
  type Maps,
  mapsOf,
  type Strictness,
  View,
} from "./_likeness.ts";

/** Most bits, of 256, in which the hashes of near-duplicates differ. */
const MOST_BITS = 32;
/** Most pictures to which one is compared by chance, on average. */
const MOST_CANDIDATES = 100;
/** Pairs from which the number of candidates is estimated. */
const PAIRS = 200_000;
/** From loose to strict; too large a group is parted by the next. */
const STRICTNESS: readonly Strictness[] = [
  { light: 0.95, outlines: 0.8, outlinesAlone: 0.965 },
  { light: 0.98, outlines: 0.9, outlinesAlone: 0.985 },
];
/** Groups may have this share of all pictures, and this many in any case. */
const LARGEST_SHARE = 0.05;
const LARGEST_COUNT = 10;
/** Pictures between two calls of `progress`. */
const PAUSE = 50;
/** The picture as it is. */
const WHOLE = new View({ left: 0, top: 0, size: 1, mirrored: false });
/** What else of a picture is looked for: 95 % of its side, and mirror images. */
const CHANGED = [false, true].flatMap((mirrored) => [
  ...mirrored ? [new View({ left: 0, top: 0, size: 1, mirrored })] : [],
  ...[0, 0.025, 0.05].flatMap((top) =>
    [0, 0.025, 0.05].map((left) =>
      new View({ left, top, size: 0.95, mirrored })
    )
  ),
]);

/** What {@linkcode nearDuplicates} looks for. */
export interface NearDuplicateOptions {
  /** Whether mirror images and crops count; default true. */
  readonly changes?: boolean;
  /** Whether only the stricter of the two rules counts; default false. */
  readonly strict?: boolean;
  /** Called now and then, and waited for: a place to stop. */
  readonly progress?: (done: number, total: number) => void | Promise<void>;
}

/**
 * Groups pictures that are nearly the same: re-encoded, resized, brighter or
 * darker, in other colours, mirrored, or cropped to about 95 % of the side.
 *
 * Pictures are brought to 32 × 32, and each is looked for as it is, mirrored,
 * and as nine crops of either, by a difference hash of 256 bits of how strong
 * outlines are (at most 32 may differ). What is found counts when light
 * correlates by 0.95 and outlines by 0.8, or outlines alone by 0.965. Who is
 * like a member is in the group, so that a group may be wider than that: one of
 * more than 10 pictures and 5 % of all is parted again by 0.98, 0.9 and 0.985,
 * and if that is not enough, dissolved.
 *
 * Where pictures are so much alike that each would be compared with more than
 * 100 by chance, fewer than 32 bits may differ.
 *
 * Misses: turned pictures, crops below 92 % of the side, montages, strong
 * noise, other colours where outlines come and go with them, and some of all
 * these by chance. Pictures with next to no contrast (a standard deviation of
 * light below 8 of 255) are in no group. Time grows as n log n where pictures
 * differ: 60,000 take about two minutes on one core.
 *
 * Sources: Krawetz, "Kind of like that", 2013 (difference hash); Indyk and
 * Motwani, STOC 1998 (bit sampling).
 *
 * @param images `pixels` of `[count, height, width, channels]`, channels 1 or 3
 * @returns For each picture the position of the first of its group
 *
 * @example
 * ```ts
 * import { nearDuplicates } from "./near_duplicates.ts";
 *
 * // A ramp, the same brighter, and a ramp from top to bottom.
 * const ramp = Array.from({ length: 256 }, (_, i) => 8 * (i % 16));
 * const turned = Array.from({ length: 256 }, (_, i) => 8 * (i >> 4));
 * const pixels = Uint8Array.from([...ramp, ...ramp.map((v) => v + 9), ...turned]);
 * const groups = await nearDuplicates({ pixels, shape: [3, 16, 16, 1] });
 * console.assert(groups.join() === "0,0,2");
 * ```
 */
export async function nearDuplicates(
  images: {
    readonly pixels: Uint8Array;
    readonly shape: readonly [number, number, number, number];
  },
  { changes = true, strict = false, progress }: NearDuplicateOptions = {},
): Promise<Int32Array> {
  const [count, height, width, channels] = images.shape;
  const size = height * width * channels;
  const mapsAt = (at: number): Maps =>
    mapsOf(images.pixels.subarray(at * size, (at + 1) * size), {
      height,
      width,
      channels,
    });
  const largest = Math.max(LARGEST_COUNT, LARGEST_SHARE * count);
  const result = Int32Array.from({ length: count }, (_, at) => at);
  let left: Entry[] = [];
  for (let at = 0; at < count; at++) {
    const maps = mapsAt(at);
    if (isFlat(maps)) continue;
    left.push({ at, hash: WHOLE.hash(maps), likeness: WHOLE.likeness(maps) });
  }
  for (const strictness of STRICTNESS.slice(strict ? 1 : 0)) {
    const roots = await link(left, { mapsAt, strictness, changes, progress });
    const groups = Map.groupBy(left, (_, i) => roots[i]!);
    left = [];
    for (const members of groups.values()) {
      if (members.length > largest) left.push(...members);
      else for (const { at } of members) result[at] = members[0]!.at;
    }
    left.sort((a, b) => a.at - b.at);
  }
  return result;
}

/** A picture with structure. */
interface Entry {
  /** Its position among all. */
  readonly at: number;
  readonly hash: Int32Array;
  readonly likeness: Likeness;
}

/** For each picture, the first of those it is linked with. */
async function link(
  entries: readonly Entry[],
  { mapsAt, strictness, changes, progress }: {
    readonly mapsAt: (at: number) => Maps;
    readonly strictness: Strictness;
    readonly changes: boolean;
    readonly progress: NearDuplicateOptions["progress"];
  },
): Promise<Int32Array> {
  const hashes = entries.map(({ hash }) => hash);
  const tables = new HashTables(hashes);
  const most = mostBits(hashes);
  const parents = Int32Array.from({ length: entries.length }, (_, i) => i);
  const rootOf = (i: number): number => {
    while (parents[i] !== i) {
      parents[i] = parents[parents[i]!]!;
      i = parents[i]!;
    }
    return i;
  };
  const compare = (
    own: number,
    hash: Int32Array,
    likenessOf: () => Likeness,
  ) => {
    let likeness: Likeness | undefined;
    for (const other of tables.near(hash, most)) {
      const [a, b] = [rootOf(own), rootOf(other)];
      if (a === b) continue;
      likeness ??= likenessOf();
      if (alike(likeness, entries[other]!.likeness, strictness)) {
        parents[Math.max(a, b)] = Math.min(a, b);
      }
    }
  };
  for (const [own, { at, hash, likeness }] of entries.entries()) {
    if (own % PAUSE === 0) await progress?.(own, entries.length);
    compare(own, hash, () => likeness);
    if (changes) {
      const maps = mapsAt(at);
      for (const view of CHANGED) {
        compare(own, view.hash(maps), () => view.likeness(maps));
      }
    }
  }
  await progress?.(entries.length, entries.length);
  return Int32Array.from(parents, (_, i) => rootOf(i));
}

/**
 * Bits in which hashes may differ: fewer where pictures are so much alike that
 * each would be compared with too many by chance.
 */
function mostBits(hashes: readonly Int32Array[]): number {
  const count = hashes.length;
  if (count <= MOST_CANDIDATES) return MOST_BITS;
  const draws = random(0n, "pairs").integers(
    new Int32Array(2 * PAIRS),
    count,
  );
  const pairs = new Int32Array(MOST_BITS + 1);
  for (let i = 0; i < draws.length; i += 2) {
    const [a, b] = [draws[i]!, draws[i + 1]!];
    const bits = bitDifferences(hashes[a]!, hashes[b]!);
    if (a !== b && bits <= MOST_BITS) pairs[bits]!++;
  }
  let within = 0;
  for (let bits = 0; bits <= MOST_BITS; bits++) {
    within += pairs[bits]!;
    if (within / PAIRS * count > MOST_CANDIDATES) return Math.max(0, bits - 1);
  }
  return MOST_BITS;
}
