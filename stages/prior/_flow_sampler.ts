import * as tf from "@tensorflow/tfjs-core";
import type { Network } from "../../lib/nn/network.ts";
import type { Random } from "../../lib/stats/random.ts";
import { compile, ndarray } from "../../lib/tensor/mod.ts";
import type { PriorModel } from "../kinds.ts";
import { velocity } from "./_flow_network.ts";

/** Codes that a flow carries at once. */
export const FLOW_BATCH = 1024;

/** Draws codes of a flow. */
export interface FlowSampler {
  /** Codes `[count, dim]`. */
  draw(stream: Random, count: number): Promise<Float32Array>;
  /** Frees what the engine holds. */
  dispose(): void;
}

/** Opens a flow: Heun's method from noise at time 0 to codes at time 1. */
export function flowSampler(
  { dim, weights, facts }: PriorModel,
): FlowSampler {
  const network = facts.network as unknown as Network;
  const steps = facts.integration as number;
  const heun = compile(({ x, t, ...rest }) => {
    const time = tf.mul(tf.ones([FLOW_BATCH, 1]), t!);
    const first = velocity(network, rest, { codes: x!, time });
    const guess = tf.add(x!, tf.div(first, steps));
    const second = velocity(network, rest, {
      codes: guess,
      time: tf.add(time, 1 / steps),
    });
    return { x: tf.add(x!, tf.div(tf.add(first, second), 2 * steps)) };
  }, weights);
  return {
    async draw(stream, count) {
      const codes = new Float32Array(count * dim);
      for (let start = 0; start < count; start += FLOW_BATCH) {
        let x = ndarray(stream.normal(new Float32Array(FLOW_BATCH * dim)), [
          FLOW_BATCH,
          dim,
        ]);
        for (let step = 0; step < steps; step++) {
          const t = ndarray(Float32Array.of(step / steps), []);
          x = (await heun.run({ x, t })).x as typeof x;
        }
        const rows = Math.min(FLOW_BATCH, count - start);
        codes.set(x.data.subarray(0, rows * dim), start * dim);
      }
      return codes;
    },
    dispose: heun.dispose,
  };
}
