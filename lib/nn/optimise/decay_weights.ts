import * as tf from "@tensorflow/tfjs-core";
import { stateless, type Transform } from "./transform.ts";

/** Which weights decay. */
export interface DecayOptions {
  /** Weights that do not. Default: all that are no kernels. */
  readonly excludes?: (name: string) => boolean;
}

/**
 * Adds a share of the weights themselves to what they are to change by, after
 * gradients were scaled: decoupled weight decay.
 *
 * Source: Loshchilov and Hutter, "Decoupled weight decay regularization", ICLR
 * 2019, algorithm 2.
 */
export function decayWeights(
  share: number,
  { excludes = (name) => !name.endsWith("kernel") }: DecayOptions = {},
): Transform {
  return stateless(({ direction, factor, weights }) => ({
    direction: Object.fromEntries(
      Object.entries(direction).map(([name, tensor]) => [
        name,
        excludes(name)
          ? tensor
          : tf.add(tensor, tf.mul(weights[name]!, tf.div(share, factor))),
      ]),
    ),
    factor,
  }), (name) => excludes(name) ? "kept" : "decays");
}
