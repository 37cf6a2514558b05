import {
  type Arrays,
  type NdArray,
  ndarray,
  zerosLike,
} from "../../tensor/array.ts";
import { compile } from "../../tensor/compile.ts";
import { applyNetwork } from "./apply.ts";
import { MOMENTUM } from "../layers/batch_norm.ts";
import type { Weighted } from "./run_network.ts";

/**
 * Measures the statistics of batch norm anew with fixed weights: the mean over
 * batches of each batch's mean and variance. Averaged weights need it, since
 * the moving statistics of training belong to other weights.
 *
 * Source: Wu and Johnson, "Rethinking batch in batch norm", 2021, precise
 * statistics.
 *
 * @param model Architecture and weights
 * @param data `batches` of inputs to average over
 * @returns All weights, with new means and variances
 */
export async function calibrateBatchNorm(
  model: Weighted,
  data: {
    readonly batches: number;
    readonly batch: (index: number) => NdArray;
  },
): Promise<Arrays> {
  // From moving statistics of zero, one update is MOMENTUM times the batch's.
  const zero = Object.fromEntries(
    Object.entries(model.weights).map(([name, array]) => [
      name,
      isStatistic(name) ? zerosLike(array) : array,
    ]),
  );
  const forward = compile(
    ({ x, ...weights }) =>
      applyNetwork(model.network, weights, x!, { training: true }).updates,
    zero,
  );
  const sums: Record<string, Float64Array> = {};
  for (let index = 0; index < data.batches; index++) {
    const updates = await forward.run({ x: data.batch(index) });
    for (const [name, array] of Object.entries(updates)) {
      const sum = sums[name] ??= new Float64Array(array.data.length);
      for (let i = 0; i < sum.length; i++) sum[i]! += array.data[i]!;
    }
  }
  forward.dispose();
  const result: Record<string, NdArray> = { ...model.weights };
  for (const [name, sum] of Object.entries(sums)) {
    result[name] = ndarray(
      Float32Array.from(sum, (value) => value / data.batches / MOMENTUM),
      model.weights[name]!.shape,
    );
  }
  return result;
}

function isStatistic(name: string): boolean {
  return name.endsWith("/mean") || name.endsWith("/variance");
}
