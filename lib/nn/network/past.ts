import type * as tf from "@tensorflow/tfjs-core";
import { recordShapes } from "../../tensor/record_shapes.ts";
import type { Network } from "./network.ts";
import { applyWhole } from "./place.ts";
import { besides } from "./trace.ts";

/**
 * Shapes of what the layers of a network keep of a sequence that is made one
 * vector after the other, by name and without the batch axis.
 *
 * @param network Takes a sequence of `length`, such as of tokens
 *
 * @example
 * ```ts
 * import { pastOf } from "./past.ts";
 *
 * const past = pastOf({
 *   input: [3, 4],
 *   layers: [{ type: "attention", heads: 2, causal: true }],
 * });
 * console.assert(past["0/keys"]!.join() === "2,3,2");
 * ```
 */
export function pastOf(
  network: Network,
): Readonly<Record<string, readonly number[]>> {
  const [length = 0, ...rest] = network.input;
  const past: Record<string, readonly number[]> = {};
  recordShapes(
    { x: [1, 1, ...rest] },
    ({ x }, leaf): tf.Tensor =>
      applyWhole(network, x!, {
        training: false,
        twice: false,
        decoding: {
          place: leaf([length]),
          past(name, shape) {
            past[name] = shape;
            return { value: leaf([1, ...shape]), set() {} };
          },
        },
        entry: (_, { shape }) => leaf(shape),
        update() {},
        given: (name) => besides(name, {}),
        noise: () => undefined,
        report() {},
        seen() {},
      }),
  );
  return past;
}
