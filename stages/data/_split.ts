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
 * validation. Equal items stay together, and adding one moves few others.
 *
 * @param digests Hexadecimal digests of the contents
 * @param options `validation` and `test`: shares of the different contents in
 * (0, 1), rounded, at least one each; `limit`: most different contents
 * @throws {RangeError} when there are fewer than three different contents
 */
export function splitByContent(
  digests: readonly string[],
  options: {
    readonly seed: bigint;
    readonly validation: number;
    readonly test: number;
    readonly limit?: number | undefined;
  },
): Split {
  const ranks = new Map(
    digests.map((digest) => [digest, hash(`${options.seed} ${digest}`)]),
  );
  const order = [...ranks.keys()]
    .sort((a, b) => (ranks.get(a)! < ranks.get(b)! ? -1 : 1))
    .slice(0, options.limit);
  const count = order.length;
  if (count < 3) {
    throw new RangeError(`expected at least 3 different ones, got ${count}`);
  }
  const share = (part: number, most: number) =>
    Math.min(most, Math.max(1, Math.round(part * count)));
  const test = share(options.test, count - 2);
  const held = test + share(options.validation, count - test - 1);
  const places = Map.groupBy(digests.keys(), (at) => digests[at]!);
  const members = (contents: readonly string[]) =>
    contents.flatMap((content) => places.get(content)!);
  return {
    test: members(order.slice(0, test)),
    validation: members(order.slice(test, held)),
    train: members(order.slice(held)),
  };
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
