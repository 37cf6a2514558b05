import { createHash } from "node:crypto";
import { nearDuplicates } from "../../../lib/image/near_duplicates.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import type { StageContext } from "../../../lib/dsl/context.ts";
import type { ImageSet, ScoreSet } from "../../kinds/mod.ts";

/** Which pictures are the same, or nearly. */
export interface Duplicates {
  /** For each picture the first that has its pixels. */
  readonly equal: readonly number[];
  /** For each picture the first of its group, near-duplicates included. */
  readonly groups: readonly number[];
}

/**
 * Groups pictures by their pixels, and unless `near` is `"none"` by likeness:
 * `"any"` change that `nearDuplicates` knows, or `"strict"`, no mirror images,
 * crops and vague resemblance.
 */
export async function findDuplicates(
  { pixels, shape }: Pick<ImageSet, "pixels" | "shape">,
  { near, ctx }: {
    readonly near: "any" | "strict" | "none";
    readonly ctx: StageContext;
  },
): Promise<Duplicates> {
  const [count, height, width, channels] = shape;
  const size = height * width * channels;
  const firsts = new Map<string, number>();
  const equal = Array.from({ length: count }, (_, at) => {
    const own = pixels.subarray(at * size, (at + 1) * size);
    const digest = createHash("sha256").update(own).digest("base64");
    if (!firsts.has(digest)) firsts.set(digest, at);
    return firsts.get(digest)!;
  });
  if (near === "none") return { equal, groups: equal };
  const different = [...firsts.values()];
  const found = await nearDuplicates({
    pixels: takeRows(pixels, different, size),
    shape: [different.length, height, width, channels],
  }, {
    changes: near === "any",
    strict: near === "strict",
    async progress(done, total) {
      if (total > 0) ctx.progress({ done, total, unit: "picture compared" });
      // Lets signals in.
      await new Promise((resolve) => setTimeout(resolve));
      ctx.signal.throwIfAborted();
    },
  });
  const groupOf = new Map(
    different.map((at, i) => [at, different[found[i]!]!]),
  );
  return { equal, groups: equal.map((at) => groupOf.get(at)!) };
}

/** How many pictures are copies, and how many belong to a group. */
export function countDuplicates({ equal, groups }: Duplicates): ScoreSet {
  const all = [...Map.groupBy(groups.keys(), (at) => groups[at]!).values()];
  const several = all.filter(({ length }) => length > 1);
  const value = (value: number) => ({ value });
  const copies = equal.filter((first, at) => first !== at).length;
  const followers = groups.filter((first, at) => first !== at).length;
  return {
    pictures: value(groups.length),
    duplicates: value(copies),
    nearDuplicates: value(followers - copies),
    groups: value(several.length),
    largestGroup: value(Math.max(...all.map(({ length }) => length))),
  };
}

/** Tells what {@linkcode countDuplicates} found, unless it is nothing. */
export function tellDuplicates(scores: ScoreSet, ctx: StageContext): void {
  const { pictures, duplicates, nearDuplicates, groups, largestGroup } = scores;
  if (groups!.value === 0) return;
  ctx.tell(
    `of ${pictures!.value} pictures ${
      duplicates!.value
    } have the pixels of another and ${
      nearDuplicates!.value
    } are nearly another; groups kept in one part each: ${
      groups!.value
    }, the largest of ${largestGroup!.value}`,
  );
}

/**
 * How many held-out images have an equal or near one in training, for parts that
 * were published as they are; it is told, not mended.
 */
export async function countAcross(
  { train, held }: {
    readonly train: ImageSet;
    readonly held: readonly ImageSet[];
  },
  ctx: StageContext,
): Promise<ScoreSet> {
  const all = joined([train, ...held]);
  const [count] = all.shape;
  const [trained] = train.shape;
  const found = await findDuplicates(all, { near: "strict", ctx });
  const shared = (firsts: readonly number[]) => {
    const own = new Set(firsts.slice(0, trained));
    return firsts.slice(trained).filter((first) => own.has(first)).length;
  };
  const equal = shared(found.equal);
  const near = shared(found.groups) - equal;
  if (equal + near > 0) {
    ctx.log(
      `of ${
        count - trained
      } held-out images ${equal} have the pixels of a training image and ${near} are nearly one; the parts are the published ones`,
    );
  }
  return {
    heldOut: { value: count - trained },
    duplicatesAcross: { value: equal },
    nearDuplicatesAcross: { value: near },
  };
}

function joined(sets: readonly ImageSet[]) {
  const [, height, width, channels] = sets[0]!.shape;
  const count = sets.reduce((sum, { shape }) => sum + shape[0], 0);
  const pixels = new Uint8Array(count * height * width * channels);
  let at = 0;
  for (const set of sets) {
    pixels.set(set.pixels, at);
    at += set.pixels.length;
  }
  return { pixels, shape: [count, height, width, channels] as const };
}
