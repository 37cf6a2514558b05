import type { StageContext } from "../../lib/dsl/context.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";
import type { Model, PriorModel, SampleSet } from "../kinds.ts";
import { samplePrior } from "../prior/_sample.ts";
import { toBytes } from "./_to_bytes.ts";

/** Draws the images of `generate.sample`. */
export async function drawSamples({ config, inputs, ctx }: {
  readonly config: { readonly count: number };
  readonly inputs: { readonly generator: Model; readonly prior: PriorModel };
  readonly ctx: StageContext;
}): Promise<{ samples: SampleSet }> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { generator, prior } = inputs;
  if (generator.network.input[0] !== prior.dim) {
    throw new RangeError(
      `Cannot draw samples: expected a prior of dimension ${
        generator.network.input[0]
      }, got ${prior.dim}`,
    );
  }
  const { count } = config;
  const codes = await samplePrior(prior, { seed: ctx.seed, count });
  const { output } = await runNetwork(
    generator,
    ndarray(codes, [count, prior.dim]),
  );
  const [, height = 0, width = 0, channels = 0] = output.shape;
  return {
    samples: {
      pixels: toBytes(output.data),
      shape: [count, height, width, channels],
      classes: [],
      codes,
      dim: prior.dim,
      taughtBy: generator.facts.taughtBy as string | undefined,
    },
  };
}
