import { takeRows } from "../../lib/nn/batches.ts";
import { frechetOfPoints } from "../../lib/stats/frechet_points.ts";
import { random } from "../../lib/stats/random.ts";
import { countOf, type PointSet } from "../../lib/stats/rows.ts";
import { tQuantile } from "../../lib/stats/t_quantile.ts";

/**
 * Half the width of a 95 % interval of a Fréchet distance, from resamples of
 * both sets. Resampling adds its own bias, so only their spread is used; it is
 * known from few resamples, hence Student's factor.
 *
 * @param visit Called before each resample with its index
 */
export async function frechetSpread(
  a: PointSet,
  b: PointSet,
  { resamples, visit }: {
    readonly resamples: number;
    readonly visit: (index: number) => void;
  },
): Promise<number | undefined> {
  if (resamples < 2) return undefined;
  const values: number[] = [];
  for (let r = 0; r < resamples; r++) {
    visit(r);
    const [x, y] = [
      resampled(a, ["samples", r]),
      resampled(b, ["held out", r]),
    ];
    values.push(await frechetOfPoints(x, y));
  }
  const mean = values.reduce((sum, v) => sum + v, 0) / resamples;
  const square = values.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return tQuantile(0.975, resamples - 1) * Math.sqrt(square / (resamples - 1));
}

function resampled(
  points: PointSet,
  [name, index]: readonly [string, number],
): PointSet {
  const { data, dim } = points;
  const count = countOf(points);
  const rows = random(0n, "frechet", name, index).integers(
    new Int32Array(count),
    count,
  );
  return { data: takeRows(data, rows, dim), dim };
}
