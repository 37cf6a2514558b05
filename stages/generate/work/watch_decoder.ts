import type { Network } from "../../../lib/nn/network/network.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import {
  type CurveWatch,
  watchCurve,
} from "../../../lib/nn/learn/watch_curve.ts";
import { tInterval } from "../../../lib/stats/t_interval.ts";
import { type Arrays, ndarray } from "../../../lib/tensor/mod.ts";
import { encodeImages } from "../../encode/work/encoded.ts";
import type { Model } from "../../kinds/mod.ts";
import { someImages } from "./_some_images.ts";
import type { StopRule } from "./stop_rule.ts";

/**
 * Watches a decoder: mean squared error of held-out images, in [−1, 1], that
 * come back from their codes.
 *
 * @param rule When training ends
 * @param model The decoder's `network`, `weightsOf`: the weights that would come out
 * of a state, and the `encoder` of the codes
 */
export async function watchDecoder(
  rule: StopRule,
  { network, weightsOf, encoder }: {
    readonly network: Network;
    readonly weightsOf: (state: Arrays) => Promise<Arrays>;
    readonly encoder: Model;
  },
): Promise<CurveWatch> {
  const images = someImages(rule.heldOut, rule.count);
  const { codes, count } = await encodeImages(encoder, images);
  const input = ndarray(codes, [count, ...network.input]);
  return watchCurve(rule, {
    weightsOf,
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
