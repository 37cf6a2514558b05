import type { StageContext } from "../../lib/dsl/context.ts";
import { applyNetwork } from "../../lib/nn/apply.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { random } from "../../lib/stats/random.ts";
import { compile, ndarray, sizeOf, useEngine } from "../../lib/tensor/mod.ts";
import type { Measurement, Model } from "../kinds.ts";

/** Measures what `generate.cost` reports. */
export async function measureCost({ config, inputs: { generator }, ctx }: {
  readonly config: { readonly batch: number; readonly repeats: number };
  readonly inputs: { readonly generator: Model };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: 1 });
  const { network, weights } = generator;
  const { batch, repeats } = config;
  const shape = [batch, ...network.input];
  const codes = random(0n, "cost").normal(new Float32Array(sizeOf(shape)));
  const forward = compile(({ x, ...rest }) => ({
    y: applyNetwork(network, rest, x!).output,
  }), weights);
  const feeds = { x: ndarray(codes, shape) };
  const times: number[] = [];
  for (let i = 0; i < repeats + 3; i++) {
    const start = performance.now();
    await forward.run(feeds);
    if (i >= 3) times.push((performance.now() - start) / batch);
  }
  forward.dispose();
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (repeats - 1))]!;
  const scores: Record<string, Measurement> = {
    parameters: { value: countParameters(network) },
    flops: { value: countFlops(network) },
    millisecondsPerImage: {
      value: at(0.5),
      low: at(0.025),
      high: at(0.975),
      count: repeats,
      unit: "ms",
    },
  };
  return { scores };
}
