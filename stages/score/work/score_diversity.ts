import type { StageContext } from "../../../lib/dsl/context.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import { random } from "../../../lib/stats/random.ts";
import { countOf, type PointSet } from "../../../lib/stats/rows.ts";
import { tInterval } from "../../../lib/stats/t_interval.ts";
import {
  meanSquaredDistance,
  vendiScore,
} from "../../../lib/stats/vendi_score.ts";
import type { ScoreSet } from "../../kinds/mod.ts";
import { withFloors } from "./_floors.ts";
import { inEachSpace, pointsOf, type ScoreInputs } from "./_spaces.ts";

interface DiversityConfig {
  readonly parts: number;
  readonly size: number;
  readonly threshold: number;
}

/** Scores what `score.diversity` reports. */
export async function scoreDiversity({ config, inputs, ctx }: {
  readonly config: DiversityConfig;
  readonly inputs: ScoreInputs;
  readonly ctx: StageContext;
}) {
  const { threshold } = config;
  return await inEachSpace(
    inputs,
    (space) =>
      withFloors(space, ({ images, reference, isFloor }): ScoreSet => {
        ctx.signal.throwIfAborted();
        const found = ratios(pointsOf(images), pointsOf(reference), config);
        if (found === undefined) {
          ctx.log(
            `No diversity[${space.name}]: expected at least ${
              2 * config.parts
            } images of either set, and held-out images that differ`,
          );
          return {};
        }
        const { value, low, high } = tInterval(found);
        return {
          [`diversity[${space.name}]`]: {
            value,
            low: Math.max(0, low),
            high,
            better: "higher",
          },
          ...(isFloor ? {} : {
            [`collapsed[${space.name}]`]: {
              value: value < threshold ? 1 : 0,
              better: "lower",
            },
          }),
        };
      }),
  );
}

/** Diversity in disjoint parts of both sets; undefined where it is not. */
function ratios(
  images: PointSet,
  reference: PointSet,
  { parts, size }: DiversityConfig,
): number[] | undefined {
  const least = Math.min(countOf(images), countOf(reference));
  const part = Math.min(size, Math.floor(least / parts));
  if (part < 2) return undefined;
  const square = meanSquaredDistance(reference);
  if (square === 0) return undefined;
  const scores = (points: PointSet) =>
    partsOf(points).map((each) => vendiScore(each, { square }) - 1);
  const [drawn, real] = [scores(images), scores(reference)];
  if (real.some((score) => score <= 0)) return undefined;
  return drawn.map((score, i) => score / real[i]!);

  function partsOf(points: PointSet): PointSet[] {
    const { data, dim } = points;
    const order = random(0n, "parts").permutation(countOf(points));
    return Array.from({ length: parts }, (_, i) => ({
      data: takeRows(data, order.subarray(i * part, (i + 1) * part), dim),
      dim,
    }));
  }
}
