import { getBackend } from "@tensorflow/tfjs-core";
import { underPrefix, withPrefix } from "./_prefix.ts";
import type { Arrays } from "./array.ts";
import { compile, type Tensors } from "./compile.ts";
import { BACKEND } from "./onnx/register.ts";
import { captureOnnxStep } from "./onnx/capture.ts";

/** One step: from state and data to the next state and some figures. */
export type StepFunction = (state: Tensors, data: Tensors) => {
  readonly state: Tensors;
  readonly metrics: Tensors;
};

/** A compiled step that keeps its state between calls. */
export interface Stepper {
  /** Takes one step and gives its metrics. */
  run(data: Arrays): Promise<Arrays>;
  /** The current state, on the host. */
  state(): Promise<Arrays>;
  /** Frees what the engine holds. */
  dispose(): void;
}

const STATE = "s/";
const METRIC = "m/";
const DATA = "d/";

/**
 * Compiles a training step. The state stays in the engine's form from one step
 * to the next.
 *
 * @param step Pure; must return every entry of the state with its shape
 * @param initial State before the first step
 *
 * @example
 * ```ts
 * import * as tf from "@tensorflow/tfjs-core";
 * import { compileStep, ndarray, useEngine } from "./mod.ts";
 *
 * await useEngine("onnx");
 * const sum = compileStep(
 *   ({ total }, { x }) => ({ state: { total: tf.add(total!, x!) }, metrics: {} }),
 *   { total: ndarray(new Float32Array(1), []) },
 * );
 * await sum.run({ x: ndarray(Float32Array.of(2), []) });
 * await sum.run({ x: ndarray(Float32Array.of(3), []) });
 * console.assert((await sum.state()).total?.data[0] === 5);
 * sum.dispose();
 * ```
 */
export function compileStep(step: StepFunction, initial: Arrays): Stepper {
  if (getBackend() === BACKEND) return captureOnnxStep(step, initial);
  let current = initial;
  const compiled = compile((inputs) => {
    const { state, metrics } = step(
      underPrefix(STATE, inputs),
      underPrefix(DATA, inputs),
    );
    return { ...withPrefix(STATE, state), ...withPrefix(METRIC, metrics) };
  });
  return {
    async run(data) {
      const outputs = await compiled.run({
        ...withPrefix(STATE, current),
        ...withPrefix(DATA, data),
      });
      current = underPrefix(STATE, outputs);
      return underPrefix(METRIC, outputs);
    },
    state: () => Promise.resolve(current),
    dispose: () => compiled.dispose(),
  };
}
