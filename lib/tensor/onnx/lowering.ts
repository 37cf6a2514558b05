import type { NamedAttrMap } from "@tensorflow/tfjs-core";
import type { Value } from "./value.ts";

/**
 * Translates one TensorFlow.js kernel into recorded operators. Outputs of type
 * `bool`, `int32` and `float32` become tensors of the same type. Undefined
 * means: not these attributes, use the reference kernel.
 */
export type Lowering = (
  inputs: Readonly<Record<string, Value>>,
  attributes: NamedAttrMap,
) => Value | readonly Value[] | undefined;

/** Lowerings by kernel name. */
export type Lowerings = Readonly<Record<string, Lowering>>;
