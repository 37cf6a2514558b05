import type { StageContext } from "../../../lib/dsl/context.ts";
import { moments } from "../../../lib/stats/moments.ts";
import { participationRatio } from "../../../lib/stats/participation_ratio.ts";
import type { LatentSet, ScoreSet } from "../../kinds/mod.ts";
import { varies } from "./_scaling.ts";

/** Effective dimensions below which codes are called narrow. */
const NARROW = 8;
/** What a code of few dimensions has to fill of them. */
const NARROW_SHARE = 0.75;

/**
 * How many dimensions codes fill: `participationRatio` of the standardised
 * codes, in which correlated coordinates count once; `participationShare`, its
 * share of the dimensions of the finished code, at most 1;
 * `rawParticipationRatio` of the codes as the encoder gives them, in which
 * directions of little variance count little; and `narrow`, 1 where the codes
 * fill fewer than 8 (of fewer than 11: three quarters), which the log then says.
 *
 * @param raw Codes before standardising or whitening
 * @param options `dim`: length of the finished code
 */
export async function spreadScores(
  raw: LatentSet,
  { dim, ctx }: {
    readonly dim: number;
    readonly ctx: Pick<StageContext, "log">;
  },
): Promise<ScoreSet> {
  const { count } = raw;
  if (count < 2) return {};
  const { covariance } = await moments(raw.codes, raw.dim);
  const filled = participationRatio(correlation(covariance, raw.dim), raw.dim);
  const isNarrow = filled < Math.min(NARROW, NARROW_SHARE * dim);
  if (isNarrow) {
    ctx.log(
      `Codes are narrow: they fill ${
        filled.toFixed(1)
      } of ${dim} dimensions (participation ratio); what is trained on them sees little of the images`,
    );
  }
  return {
    participationRatio: { value: filled, count },
    participationShare: { value: Math.min(1, filled / dim), count },
    rawParticipationRatio: {
      value: participationRatio(covariance, raw.dim),
      count,
    },
    narrow: { value: isNarrow ? 1 : 0 },
  };
}

/** Covariance of coordinates of unit variance; none of those that do not vary. */
function correlation(covariance: Float64Array, dim: number): Float64Array {
  const deviations = Array.from(
    { length: dim },
    (_, i) => Math.sqrt(covariance[i * dim + i]!),
  );
  const greatest = deviations.reduce((a, b) => Math.max(a, b), 0);
  const scale = deviations.map((deviation) =>
    varies(deviation, greatest) ? 1 / deviation : 0
  );
  return covariance.map((value, at) =>
    value * scale[Math.floor(at / dim)]! * scale[at % dim]!
  );
}
