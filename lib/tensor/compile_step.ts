import * as tf from "@tensorflow/tfjs-core";
import { mapValues } from "./_map_values.ts";
import { copyOf } from "./array.ts";
import { underPrefix, withPrefix } from "./_prefix.ts";
import type { Arrays } from "./array.ts";
import { type Tensors, toArray, toTensor } from "./compile.ts";
import { BACKEND } from "./onnx/register.ts";
import { captureOnnxStep } from "./onnx/capture.ts";

/**
 * One step: from state and data, which holds what is resident too, to the next
 * state and some figures.
 */
export type StepFunction = (state: Tensors, data: Tensors) => {
  readonly state: Tensors;
  readonly metrics: Tensors;
};

/** A compiled step that keeps its state between calls. */
export interface Stepper {
  /** Takes one step and gives its metrics. */
  run(data: Arrays): Promise<Arrays>;
  /**
   * Takes a step with each of `data` and gives their metrics. Engines on a GPU
   * are not waited for in between, which costs more than a small step.
   */
  runMany(data: readonly Arrays[]): Promise<Arrays[]>;
  /** The current state, on the host. */
  state(): Promise<Arrays>;
  /** Frees what the engine holds. */
  dispose(): void;
}

const STATE = "s/";
const METRIC = "m/";

/**
 * Compiles a training step. The state stays in the engine's form from one step
 * to the next.
 *
 * @param step Pure; must return every entry of the state with its shape
 * @param initial State before the first step
 * @param resident Data that is the same in every step, such as images of which
 * each takes some rows: it is brought to the device once
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
export function compileStep(
  step: StepFunction,
  initial: Arrays,
  resident: Arrays = {},
): Stepper {
  const stepper = tf.getBackend() === BACKEND
    ? captureOnnxStep(step, initial, resident)
    : interpretedStep(step, initial, resident);
  const refuseResident = (data: Arrays) => {
    const name = Object.keys(data).find((name) =>
      Object.hasOwn(resident, name)
    );
    if (name === undefined) return;
    throw new RangeError(
      `Cannot take a step with '${name}': data of this name is the same in every step`,
    );
  };
  return {
    ...stepper,
    async run(data) {
      refuseResident(data);
      return await stepper.run(data);
    },
    async runMany(data) {
      data.forEach(refuseResident);
      return await stepper.runMany(data);
    },
  };
}

/** Runs the step as written; the state stays with the engine in between. */
function interpretedStep(
  step: StepFunction,
  initial: Arrays,
  resident: Arrays,
): Stepper {
  let current: Record<string, tf.Tensor> = mapValues(initial, toTensor);
  let fixed: Record<string, tf.Tensor> = mapValues(resident, toTensor);

  /** Takes one step; its metrics are not read yet. */
  function advance(data: Arrays): Record<string, tf.Tensor> {
    const before = current;
    const outputs = tf.tidy(() => {
      const { state, metrics } = step(before, {
        ...mapValues(data, toTensor),
        ...fixed,
      });
      return {
        ...withPrefix(STATE, state),
        // What is state too goes with the next step.
        ...withPrefix(METRIC, mapValues(metrics, (metric) => tf.clone(metric))),
      } as tf.NamedTensorMap;
    });
    current = underPrefix(STATE, outputs);
    const kept = new Set(Object.values(current));
    for (const tensor of Object.values(before)) {
      if (!kept.has(tensor)) tensor.dispose();
    }
    return underPrefix(METRIC, outputs);
  }

  async function runMany(data: readonly Arrays[]): Promise<Arrays[]> {
    const metrics = data.map(advance);
    const read = await Promise.all(metrics.map(readAll));
    metrics.forEach((each) => tf.dispose(each));
    return read;
  }

  return {
    run: async (data) => (await runMany([data]))[0]!,
    runMany,
    // Some engines hand out the memory that they go on computing with.
    state: async () => mapValues(await readAll(current), copyOf),
    dispose() {
      tf.dispose([current, fixed]);
      [current, fixed] = [{}, {}];
    },
  };
}

async function readAll(tensors: Tensors): Promise<Arrays> {
  const arrays: Record<string, Arrays[string]> = {};
  for (const [name, tensor] of Object.entries(tensors)) {
    arrays[name] = await toArray(tensor);
  }
  return arrays;
}
