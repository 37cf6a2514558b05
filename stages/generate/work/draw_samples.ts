import type { StageContext } from "../../../lib/dsl/context.ts";
import { random } from "../../../lib/stats/random.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import {
  layoutOf,
  type Model,
  type PriorModel,
  type SampleSet,
} from "../../kinds/mod.ts";
import { layoutName, layoutSize, layoutText } from "../../layout.ts";
import { samplePrior } from "../../prior/work/sample.ts";
import { codeLayout } from "./code_layout.ts";
import { runGenerator } from "./run_generator.ts";
import { toBytes } from "./_to_bytes.ts";

/** Draws the images of `generate.sample`. */
export async function drawSamples({ config, inputs, ctx }: {
  readonly config: { readonly count: number };
  readonly inputs: { readonly generator: Model; readonly prior: PriorModel };
  readonly ctx: StageContext;
}): Promise<{ samples: SampleSet }> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { generator, prior } = inputs;
  requireMatch(generator, prior);
  const { count } = config;
  const codes = await samplePrior(prior, { seed: ctx.seed, count });
  const output = await runGenerator(
    generator,
    ndarray(codes, [count, prior.dim]),
    random(ctx.seed, "images"),
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

/** Refuses a prior whose codes the generator does not take. */
function requireMatch(generator: Model, prior: PriorModel): void {
  const taken = codeLayout(generator);
  const drawn = layoutOf(prior);
  const isAlike = layoutSize(taken) === layoutSize(drawn) &&
    (generator.facts.flow === "code" ||
      layoutName(taken) === layoutName(drawn));
  if (isAlike) return;
  if ("vector" in taken && "vector" in drawn) {
    throw new RangeError(
      `Cannot draw samples: expected a prior of dimension ${taken.vector}, got ${drawn.vector}`,
    );
  }
  throw new RangeError(
    `Cannot draw samples: expected a prior over ${
      layoutText(taken)
    }, got one over ${layoutText(drawn)}`,
  );
}
