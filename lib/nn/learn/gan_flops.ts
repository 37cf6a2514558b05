import { countFlops } from "../network/count.ts";
import type { Network } from "../network/network.ts";
import type { GanPairs } from "./gan.ts";

/**
 * Floating-point operations of one training step of a GAN for one image of the
 * batch: a backward pass counts as one forward pass for what flows on to the
 * input, and one for the weights. The critic judges a real and a drawn image,
 * forward and backward to its weights (3 + 3); the generator draws the image
 * (1), and learns (2) through the critic, forward and backward to its input
 * (2). A perceptual error looks at two images, backward to one (3).
 *
 * Optimiser, normalisation of the critic's weights and its view of codes are
 * left out: they do not grow with the batch, or are small.
 *
 * Source: Hobbhahn and Sevilla, "What's the backward-forward FLOP ratio for
 * neural networks?", Epoch 2021.
 *
 * @example
 * ```ts
 * import { ganFlops } from "./gan_flops.ts";
 *
 * const flops = ganFlops({
 *   generator: { input: [2], layers: [{ type: "dense", units: 5, bias: false }] },
 *   critic: { input: [5], layers: [{ type: "dense", units: 1, bias: false }] },
 * });
 * console.assert(flops === 3 * 20 + 8 * 10);
 * ```
 */
export function ganFlops(
  { generator, critic }: Readonly<Record<string, Network>>,
  pairs?: Pick<GanPairs, "extractor">,
): number {
  const teacher = pairs?.extractor === undefined
    ? 0
    : countFlops(pairs.extractor.network);
  return 3 * countFlops(generator!) + 8 * countFlops(critic!) + 3 * teacher;
}
