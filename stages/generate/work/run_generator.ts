import { openFlow } from "../../../lib/nn/flow/flow_sampler.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import type { Random } from "../../../lib/stats/random.ts";
import { type NdArray, ndarray, sizeOf } from "../../../lib/tensor/array.ts";
import type { Model } from "../../kinds/mod.ts";
import { flowOf } from "./_flow_of.ts";

/** Images that a flow carries at once. */
const BATCH = 256;

/**
 * Images of codes, in [−1, 1]: by one application of the network, or along a flow.
 *
 * @param codes `[count, …]`, as many numbers each as the generator takes
 * @param stream Where a flow's own noise comes from
 * @returns `[count, height, width, channels]`
 */
export async function runGenerator(
  model: Model,
  codes: NdArray<"float32">,
  stream: Random,
): Promise<NdArray<"float32">> {
  const { network, facts } = model;
  const [count = 0] = codes.shape;
  const flow = flowOf(model);
  if (flow === undefined) {
    const shaped = ndarray(codes.data, [count, ...network.input]);
    return (await runNetwork(model, shaped)).output;
  }
  const size = sizeOf(network.input);
  const sampler = openFlow(model, {
    ...flow,
    batch: Math.min(BATCH, count),
  });
  try {
    const images = facts.flow === "code"
      ? await sampler.carry(codes.data)
      : await sampler.carry(
        stream.normal(new Float32Array(count * size)),
        codes.data,
      );
    return ndarray(images, [count, ...network.input]);
  } finally {
    sampler.dispose();
  }
}
