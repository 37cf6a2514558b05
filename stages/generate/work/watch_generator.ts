import type { StageContext } from "../../../lib/dsl/context.ts";
import {
  type CurveWatch,
  watchCurve,
} from "../../../lib/nn/learn/watch_curve.ts";
import { random } from "../../../lib/stats/random.ts";
import { type Arrays, ndarray } from "../../../lib/tensor/mod.ts";
import type { Model, PriorModel } from "../../kinds/mod.ts";
import { samplePrior } from "../../prior/work/sample.ts";
import { cheapDistance } from "./_cheap_distance.ts";
import { runGenerator } from "./run_generator.ts";
import type { StopRule } from "./stop_rule.ts";
import { toBytes } from "./_to_bytes.ts";

/** Tells the codes of looks from those that `generate.sample` draws. */
const LOOKS = 0x6c6f6f6b73n;

/**
 * Watches a generator: images of codes from its prior, the same codes at each
 * look, against held-out images.
 *
 * @param rule When training ends
 * @param source The generator but for its weights, and `weightsOf`: those that
 * would come out of a state
 */
export async function watchGenerator(
  rule: StopRule,
  { network, facts, weightsOf, prior, judge }: Omit<Model, "weights"> & {
    readonly weightsOf: (state: Arrays) => Promise<Arrays>;
    readonly prior: PriorModel;
    readonly judge: Model | undefined;
  },
  ctx: StageContext,
): Promise<CurveWatch> {
  const { heldOut, count } = rule;
  const distance = await cheapDistance({ heldOut, judge, count }, ctx);
  const seed = ctx.seed ^ LOOKS;
  const codes = ndarray(
    await samplePrior(prior, { seed, count }),
    [count, prior.dim],
  );
  const [, height, width, channels] = heldOut.shape;
  return watchCurve(rule, {
    weightsOf,
    async measure(weights) {
      const stream = random(seed, "images");
      const model = { network, facts, weights };
      const { data } = await runGenerator(model, codes, stream);
      const { value, low, high, without } = await distance({
        pixels: toBytes(data),
        shape: [count, height, width, channels],
      });
      const counts = without.map(({ length }) => length);
      return { value, low: low!, high: high!, counts };
    },
  });
}
