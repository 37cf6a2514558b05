import { isCell } from "../layers/mod.ts";
import type { Network } from "./network.ts";
import { traceNetwork } from "./trace.ts";

/**
 * Whether training changes the weight of this name, such as `"3/kernel"`.
 *
 * @example
 * ```ts
 * import { isTrained } from "./shapes.ts";
 *
 * console.assert(isTrained("4/body/0/kernel") && !isTrained("1/mean"));
 * ```
 */
export function isTrained(name: string): boolean {
  return !isCell(name);
}

/**
 * Shape of one output of a network, without the batch axis.
 *
 * @example
 * ```ts
 * import { outputShape } from "./shapes.ts";
 *
 * const shape = outputShape({ input: [4, 4, 2], layers: [{ type: "flatten" }] });
 * console.assert(shape.join() === "32");
 * ```
 */
export function outputShape(network: Network): readonly number[] {
  return traceNetwork(network).output;
}
