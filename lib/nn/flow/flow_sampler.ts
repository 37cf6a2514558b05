import * as tf from "@tensorflow/tfjs-core";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { type Arrays, ndarray, sizeOf } from "../../tensor/array.ts";
import { compileProgram } from "../../tensor/compile_program.ts";
import type { Tensors } from "../../tensor/tensors.ts";
import { applyNetwork } from "../network/apply.ts";
import type { Weighted } from "../network/run_network.ts";

/** How a flow is integrated. */
export interface FlowOptions {
  /** Steps from noise to targets, at least 1. */
  readonly steps: number;
  /** One velocity a step, or the mean of two. */
  readonly method: "euler" | "heun";
  /** Rows at once. */
  readonly batch: number;
}

/** Carries noise along a flow. */
export interface FlowSampler {
  /**
   * Where noise ends up.
   *
   * @param noise `[count, …]`, any count
   * @param code Of each row, for a network that is given one, `[count, n]`
   * @returns `[count, …]`
   */
  carry(noise: Float32Array, code?: Float32Array): Promise<Float32Array>;
  /** Frees what the engine holds. */
  dispose(): void;
}

/** Applications of the network for one row. */
export function flowEvaluations(
  { steps, method }: Pick<FlowOptions, "steps" | "method">,
): number {
  return method === "heun" ? 2 * steps : steps;
}

const POINTS = "points";
const CODE = "code";
const WEIGHT = "w/";

/**
 * Opens a flow for drawing: from noise at time 0 to targets at time 1. Points stay
 * where they are computed from one step to the next.
 *
 * @param model A network that is given a `time`, `[batch, 1]`
 */
export function openFlow(
  { network, weights }: Weighted,
  { steps, method, batch }: FlowOptions,
): FlowSampler {
  const shape = [batch, ...network.input];
  const size = sizeOf(network.input);
  const length = sizeOf(network.given?.[CODE] ?? [0]);
  const velocity = (points: tf.Tensor, time: tf.Tensor, feeds: Tensors) =>
    applyNetwork(network, underPrefix(WEIGHT, feeds), points, {
      given: { ...feeds, time: tf.mul(tf.ones([batch, 1]), time) },
    }).output;
  const program = compileProgram({
    step({ [POINTS]: x, ...state }, { t, ...weights }) {
      const feeds = { ...state, ...weights };
      const first = velocity(x!, t!, feeds);
      if (method === "euler") {
        return {
          state: { [POINTS]: tf.add(x!, tf.div(first, steps)) },
          results: {},
        };
      }
      const guess = tf.add(x!, tf.div(first, steps));
      const second = velocity(guess, tf.add(t!, 1 / steps), feeds);
      const moved = tf.div(tf.add(first, second), 2 * steps);
      return { state: { [POINTS]: tf.add(x!, moved) }, results: {} };
    },
  }, {
    [POINTS]: ndarray(new Float32Array(batch * size), shape),
    ...(length > 0 && {
      [CODE]: ndarray(new Float32Array(batch * length), [batch, length]),
    }),
  }, withPrefix(WEIGHT, weights));
  return {
    async carry(noise, code) {
      const count = noise.length / size;
      const out = new Float32Array(noise.length);
      for (let start = 0; start < count; start += batch) {
        const rows = Math.min(batch, count - start);
        const entries: Record<string, Arrays[string]> = {
          [POINTS]: ndarray(part(noise, { start, rows, size, batch }), shape),
        };
        if (length > 0) {
          entries[CODE] = ndarray(
            part(code!, { start, rows, size: length, batch }),
            [batch, length],
          );
        }
        await program.write(entries);
        await program.many(
          "step",
          steps,
          (i) => ({ t: ndarray(Float32Array.of(i / steps), []) }),
        );
        const { [POINTS]: points } = await program.read(POINTS);
        const found = points!.data as Float32Array;
        out.set(found.subarray(0, rows * size), start * size);
      }
      return out;
    },
    dispose: () => program.dispose(),
  };
}

/** Rows of an array, filled up with zeros to a batch. */
function part(
  data: Float32Array,
  { start, rows, size, batch }: {
    readonly start: number;
    readonly rows: number;
    readonly size: number;
    readonly batch: number;
  },
): Float32Array {
  const out = new Float32Array(batch * size);
  out.set(data.subarray(start * size, (start + rows) * size));
  return out;
}
