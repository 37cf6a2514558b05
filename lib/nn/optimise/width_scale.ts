/** Width at which step sizes are what they are set to. */
const REFERENCE = 16;

/**
 * What step sizes are multiplied with at a width: (16 / width)^power. With
 * Adam, a step changes every weight by about as much, so that the change of a
 * sum over `width` of them grows with the width.
 *
 * Source: Yang and Hu, "Feature learning in infinite-width neural networks",
 * ICML 2021, and Yang et al., "Tensor Programs V", 2022, table 8: power 1 for
 * Adam's step sizes of hidden layers, 0 for those of the first; one power for
 * all layers lies between.
 *
 * @param width Of the network, at least 1
 * @param power 0 for the same step size at every width
 *
 * @example
 * ```ts
 * import { widthScale } from "./width_scale.ts";
 *
 * console.assert(widthScale(16, 0.5) === 1 && widthScale(2, 0) === 1);
 * console.assert(widthScale(4, 0.5) === 2);
 * ```
 */
export function widthScale(width: number, power: number): number {
  return (REFERENCE / width) ** power;
}
