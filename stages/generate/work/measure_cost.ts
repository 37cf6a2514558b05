import type { StageContext } from "../../../lib/dsl/context.ts";
import { applyNetwork } from "../../../lib/nn/network/apply.ts";
import { countParameters } from "../../../lib/nn/network/count.ts";
import { random } from "../../../lib/stats/random.ts";
import {
  compile,
  ndarray,
  sizeOf,
  useEngine,
} from "../../../lib/tensor/mod.ts";
import type { Measurement, Model, PriorModel } from "../../kinds/mod.ts";
import { generatorFlops } from "./generator_flops.ts";
import { runGenerator } from "./run_generator.ts";
import {
  priorFlops,
  priorParameters,
  timedPrior,
} from "../../prior/work/cost.ts";

/** Runs before times count. */
const WARM_UP = 3;

/** Measures what `generate.cost` reports. */
export async function measureCost({ config, inputs, ctx }: {
  readonly config: { readonly batch: number; readonly repeats: number };
  readonly inputs: {
    readonly generator: Model;
    readonly prior: PriorModel | undefined;
  };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: 1 });
  const { generator, prior } = inputs;
  const { repeats } = config;
  const ofGenerator = await generatorTimes(generator, config);
  const ofPrior = prior === undefined
    ? ofGenerator.map(() => 0)
    : await priorTimes(prior, config);
  const times = ofGenerator.map((time, i) => time + ofPrior[i]!)
    .toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.floor(share * (repeats - 1))]!;
  const own = countParameters(generator.network);
  const law = prior === undefined ? 0 : priorParameters(prior);
  const scores: Record<string, Measurement> = {
    parameters: { value: own + law },
    ...(prior === undefined ? {} : {
      generatorParameters: { value: own },
      priorParameters: { value: law },
    }),
    flops: {
      value: generatorFlops(generator) +
        (prior === undefined ? 0 : await priorFlops(prior)),
    },
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

/** Milliseconds an image, one a repeat. */
async function generatorTimes(
  model: Model,
  { batch, repeats }: { readonly batch: number; readonly repeats: number },
): Promise<number[]> {
  const { network, weights, facts } = model;
  if (facts.flow !== undefined) {
    const dim = Number(facts.dim);
    const codes = random(0n, "cost").normal(new Float32Array(batch * dim));
    const times = await timesOf(repeats, (index) =>
      runGenerator(
        model,
        ndarray(codes, [batch, dim]),
        random(0n, "cost", index),
      ));
    return times.map((time) => time / batch);
  }
  const shape = [batch, ...network.input];
  const codes = random(0n, "cost").normal(new Float32Array(sizeOf(shape)));
  const forward = compile(({ x, ...rest }) => ({
    y: applyNetwork(network, rest, x!).output,
  }), weights);
  const feeds = { x: ndarray(codes, shape) };
  const times = await timesOf(repeats, () => forward.run(feeds));
  forward.dispose();
  return times.map((time) => time / batch);
}

/** Milliseconds a code, one a repeat. */
async function priorTimes(
  prior: PriorModel,
  { batch, repeats }: { readonly batch: number; readonly repeats: number },
): Promise<number[]> {
  const { codes, draw, dispose } = await timedPrior(prior, batch);
  const times = await timesOf(repeats, draw);
  dispose();
  return times.map((time) => time / codes);
}

async function timesOf(
  repeats: number,
  work: (index: number) => Promise<unknown>,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = 0; i < repeats + WARM_UP; i++) {
    const start = performance.now();
    await work(i);
    if (i >= WARM_UP) times.push(performance.now() - start);
  }
  return times;
}
