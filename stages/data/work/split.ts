import { createHash } from "node:crypto";

/** Members of the three parts of a data set, as indices. */
export interface Split {
  readonly train: readonly number[];
  readonly validation: readonly number[];
  readonly test: readonly number[];
}

/**
 * Parts items by what they hold: different contents are put in the order of a
 * hash of seed and content, and the first are for testing, the next for
 * validation. Equal items stay together, and so do groups, which take the place
 * of their first member; one that is larger than what a part still lacks goes
 * to the next, at last to training. Adding an item moves few others.
 *
 * @param digests Hexadecimal digests of the contents
 * @param options `validation` and `test`: shares of the different contents in
 * (0, 1), rounded, at least one each, or 0 for a part that stays empty; `limit`:
 * most different contents; `groups`: a number for each item, equal where they
 * belong together
 * @throws {RangeError} when there are fewer different contents or groups than
 * parts
 */
export function splitByContent(
  digests: readonly string[],
  options: {
    readonly seed: bigint;
    readonly validation: number;
    readonly test: number;
    readonly limit?: number | undefined;
    readonly groups?: readonly number[] | undefined;
  },
): Split {
  const order = orderOf(digests, options);
  const places = Map.groupBy(digests.keys(), (at) => digests[at]!);
  const { groups } = options;
  const grouped = [
    ...Map.groupBy(
      order,
      (content) => groups?.[places.get(content)![0]!] ?? content,
    ).values(),
  ];
  const least = 1 + (options.validation > 0 ? 1 : 0) +
    (options.test > 0 ? 1 : 0);
  if (grouped.length < least) {
    throw new RangeError(
      `expected at least ${least} different ones, got ${grouped.length}`,
    );
  }
  const parts = fill(grouped, { ...options, count: order.length });
  const members = (part: readonly (readonly string[])[]) =>
    part.flat().flatMap((content) => places.get(content)!);
  return {
    test: members(parts.test),
    validation: members(parts.validation),
    train: members(parts.train),
  };
}

/**
 * Places of the items with the first contents in the order of the hash, all of
 * them without a limit.
 */
export function firstByContent(
  digests: readonly string[],
  options: { readonly seed: bigint; readonly limit?: number | undefined },
): number[] {
  const places = Map.groupBy(digests.keys(), (at) => digests[at]!);
  return orderOf(digests, options).flatMap((content) => places.get(content)!);
}

/** Different contents in the order of a hash of seed and content. */
function orderOf(
  digests: readonly string[],
  { seed, limit }: {
    readonly seed: bigint;
    readonly limit?: number | undefined;
  },
): string[] {
  const ranks = new Map(
    digests.map((digest) => [digest, hash(`${seed} ${digest}`)]),
  );
  return [...ranks.keys()]
    .sort((a, b) => (ranks.get(a)! < ranks.get(b)! ? -1 : 1))
    .slice(0, limit);
}

type Groups = (readonly string[])[];

/** Deals groups out in their order; no part stays empty. */
function fill(
  groups: readonly (readonly string[])[],
  { count, validation, test }: {
    readonly count: number;
    readonly validation: number;
    readonly test: number;
  },
): Record<keyof Split, Groups> {
  const share = (part: number, most: number) =>
    part === 0 ? 0 : Math.min(most, Math.max(1, Math.round(part * count)));
  const room = {
    test: share(test, count - (validation > 0 ? 2 : 1)),
    validation: 0,
  };
  room.validation = share(validation, count - room.test - 1);
  const parts: Record<keyof Split, Groups> = {
    test: [],
    validation: [],
    train: [],
  };
  for (const group of groups) {
    const part = (["test", "validation"] as const).find((name) =>
      group.length <= room[name]
    );
    if (part !== undefined) room[part] -= group.length;
    parts[part ?? "train"].push(group);
  }
  const wanted = { train: 1, validation, test };
  for (const [name, empty] of Object.entries(parts)) {
    if (empty.length > 0 || wanted[name as keyof Split] === 0) continue;
    const most = Object.values(parts).reduce((a, b) =>
      b.length > a.length ? b : a
    );
    const least = most.reduce((a, b) => (b.length < a.length ? b : a));
    empty.push(...most.splice(most.indexOf(least), 1));
  }
  return parts;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
