import type { Network } from "../../lib/nn/network.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { fittedWeights } from "../../lib/nn/fit_step.ts";
import { type CurveWatch, watchCurve } from "../../lib/nn/watch_curve.ts";
import { tInterval } from "../../lib/stats/t_interval.ts";
import { ndarray } from "../../lib/tensor/mod.ts";
import { encodeImages } from "../encode/_encoded.ts";
import type { Model } from "../kinds.ts";
import { someImages } from "./_some_images.ts";
import type { StopRule } from "./_stop_rule.ts";

/**
 * Watches a decoder: mean squared error of held-out images, in [−1, 1], that
 * come back from their codes.
 *
 * @param rule When training ends
 * @param model The decoder's `network`, and the `encoder` of the codes
 */
export async function watchDecoder(
  rule: StopRule,
  { network, encoder }: { readonly network: Network; readonly encoder: Model },
): Promise<CurveWatch> {
  const images = someImages(rule.heldOut, rule.count);
  const { codes, count, dim } = await encodeImages(encoder, images);
  const input = ndarray(codes, [count, dim]);
  return watchCurve(rule, {
    weightsOf: (state) => Promise.resolve(fittedWeights(state)),
    async measure(weights) {
      const { output } = await runNetwork({ network, weights }, input);
      const errors = errorsOf(output.data, images.pixels, count);
      const { value, low, high } = tInterval(errors);
      return { value, low, high, counts: [count] };
    },
  });
}

/** Mean squared error of each image. */
function errorsOf(
  decoded: Float32Array,
  pixels: Uint8Array,
  count: number,
): number[] {
  const size = pixels.length / count;
  const errors = Array<number>(count).fill(0);
  for (let i = 0; i < pixels.length; i++) {
    const error = decoded[i]! - (pixels[i]! / 127.5 - 1);
    errors[Math.floor(i / size)]! += error * error / size;
  }
  return errors;
}
