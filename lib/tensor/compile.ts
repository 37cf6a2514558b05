import * as tf from "@tensorflow/tfjs-core";
import type { Arrays, NdArray } from "./array.ts";
import { BACKEND } from "./onnx/register.ts";
import { captureOnnx, refuseShared } from "./onnx/capture.ts";
import { type TensorFunction, toArray, toTensor } from "./tensors.ts";

/** A compiled function: host arrays in, host arrays out. */
export interface Compiled {
  /**
   * Runs the graph.
   *
   * @param inputs All but the fixed ones
   * @param into Arrays that outputs of their names are computed into, of the
   * outputs' shapes and types: in a loop over batches a fresh array for each
   * can take longer than what is computed
   * @throws {RangeError} when an input is missing, or its shape or type
   * differs from that of the first call, or those of `into` from the outputs',
   * or an array of `into` shares elements with an input
   */
  run(inputs: Arrays, into?: Arrays): Promise<Arrays>;
  /** Frees what the engine holds. */
  dispose(): void;
}

/**
 * Compiles a function for repeated calls. On the recording engine the first
 * call captures its graph and later ones replay it without running any of its
 * code; elsewhere each call runs the function. The function must be pure, and
 * must not read tensors.
 *
 * A `uint8` array arrives in the function as a float32 tensor of 0 … 255.
 *
 * @param body From named tensors to named tensors
 * @param fixed Inputs that are the same in every call, such as the weights of
 * a trained network: what depends on them alone is computed once
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { compile, ndarray, useEngine } from "./mod.ts";
 *
 * await useEngine("onnx");
 * const double = compile(({ x }) => ({ y: tf.mul(x!, 2) }));
 * const { y } = await double.run({ x: ndarray(Float32Array.of(3), [1]) });
 * console.assert(y?.data[0] === 6);
 * double.dispose();
 * ```
 */
export function compile(body: TensorFunction, fixed: Arrays = {}): Compiled {
  return tf.getBackend() === BACKEND
    ? captured(body, fixed)
    : interpreted(body, fixed);
}

function captured(body: TensorFunction, fixed: Arrays): Compiled {
  let replay: ReturnType<typeof captureOnnx> | undefined;
  return {
    async run(inputs, into) {
      replay ??= captureOnnx(body, inputs, fixed);
      return await replay.run(inputs, into);
    },
    dispose() {
      replay?.dispose();
      replay = undefined;
    },
  };
}

function interpreted(body: TensorFunction, fixed: Arrays): Compiled {
  let constants: Record<string, tf.Tensor> | undefined;
  return {
    async run(inputs, into = {}) {
      refuseShared(inputs, into);
      constants ??= toTensors(fixed);
      const outputs = tf.tidy(() => {
        const tensors = { ...constants, ...toTensors(inputs) };
        return body(tensors) as tf.NamedTensorMap;
      });
      const arrays: Record<string, NdArray> = {};
      for (const name of Object.keys(into)) {
        if (outputs[name] !== undefined) continue;
        tf.dispose(outputs);
        throw new RangeError(`Cannot compute output '${name}': there is none`);
      }
      for (const [name, tensor] of Object.entries(outputs)) {
        const array = await toArray(tensor);
        arrays[name] = into[name] === undefined
          ? array
          : fill(name, into[name], array);
        tensor.dispose();
      }
      return arrays;
    },
    dispose() {
      for (const tensor of Object.values(constants ?? {})) tensor.dispose();
      constants = undefined;
    },
  };
}

/** Copies an output into the array that is given for it. */
function fill(name: string, into: NdArray, { data, shape, dtype }: NdArray) {
  if (into.dtype !== dtype || into.shape.join() !== shape.join()) {
    throw new RangeError(
      `Cannot compute output '${name}' into an array of ${into.dtype} [${into.shape}]: it is ${dtype} [${shape}]`,
    );
  }
  into.data.set(data as never);
  return into;
}

function toTensors(arrays: Arrays): Record<string, tf.Tensor> {
  return Object.fromEntries(
    Object.entries(arrays).map(([name, array]) => [name, toTensor(array)]),
  );
}
