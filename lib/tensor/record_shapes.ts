import type * as tf from "@tensorflow/tfjs-core";
import { countOperations } from "./onnx/operations.ts";
import { Value } from "./onnx/value.ts";
import { recorded } from "./recording_scope.ts";

/** What a function would give. */
export interface Recorded {
  /** Extents of its result. */
  readonly shape: readonly number[];
  /** Floating-point operations that depend on its inputs. */
  readonly flops: number;
}

/**
 * Runs a function on tensors without numbers, and says what it would give.
 *
 * @param inputs Shapes of its inputs, by name
 * @param body Pure; `leaf` makes tensors of a shape that are no inputs, such as
 * weights
 */
export function recordShapes(
  inputs: Readonly<Record<string, readonly number[]>>,
  body: (
    inputs: Readonly<Record<string, tf.Tensor>>,
    leaf: (shape: readonly number[]) => tf.Tensor,
  ) => tf.Tensor,
): Recorded {
  return recorded(({ tensorOf, valueOf }) => {
    const empty = (shape: readonly number[], placeholder: string) =>
      new Value(shape, "float32", { placeholder });
    const fed = Object.entries(inputs).map(([name, shape]) =>
      [name, empty(shape, name)] as const
    );
    const result = body(
      Object.fromEntries(fed.map(([name, value]) => [name, tensorOf(value)])),
      (shape) => tensorOf(empty(shape, "weight")),
    );
    return {
      shape: [...result.shape],
      flops: countOperations(
        valueOf(result),
        new Set(fed.map(([, value]) => value)),
      ),
    };
  });
}
