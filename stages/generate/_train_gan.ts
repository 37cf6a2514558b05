import type { StageContext } from "../../lib/dsl/context.ts";
import {
  dcganCritic,
  dcganGenerator,
  type ImageShape,
} from "../../lib/nn/architectures.ts";
import { drawRows, imageBatch } from "../../lib/nn/batches.ts";
import { calibrateBatchNorm } from "../../lib/nn/calibrate.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import type { GanLoss } from "../../lib/nn/gan_loss.ts";
import { type Gan, ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { train } from "../../lib/nn/train.ts";
import { random } from "../../lib/stats/random.ts";
import { underPrefix } from "../../lib/tensor/_prefix.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet, PriorModel } from "../kinds.ts";
import { openPrior } from "../prior/_sample.ts";

/** Settings of `generate.gan`. */
export interface GanConfig {
  readonly width: number;
  readonly criticWidth: number;
  readonly loss: GanLoss;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly criticRate: number;
  readonly beta1: number;
  readonly ema: number;
}

/** Pixel deviation across a batch below which all images are nearly one. */
const COLLAPSED = 0.02;

/** Trains the generator of `generate.gan`. */
export async function trainGan({ config, inputs: { images, prior }, ctx }: {
  readonly config: GanConfig;
  readonly inputs: { readonly images: ImageSet; readonly prior: PriorModel };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const image = images.shape.slice(1) as unknown as ImageShape;
  const gan: Gan = {
    generator: dcganGenerator(prior.dim, { image, width: config.width }),
    critic: dcganCritic(image, { width: config.criticWidth }),
    loss: config.loss,
    rate: config.rate,
    criticRate: config.criticRate,
    beta1: config.beta1,
    ema: config.ema,
  };
  const draw = await openPrior(prior, ctx.seed);
  const codesOf = (name: string, index: number) =>
    ndarray(draw(random(ctx.seed, name, index), config.batch), [
      config.batch,
      prior.dim,
    ]);
  const trained = await train({
    steps: config.steps,
    initial: initGan(gan, {
      generator: random(ctx.seed, "generator"),
      critic: random(ctx.seed, "critic"),
    }),
    step: ganStep(gan),
    batch: (index) => ({
      real: imageBatch(
        images,
        drawRows(random(ctx.seed, "images", index), {
          count: config.batch,
          from: images.shape[0],
        }),
      ),
      codes: codesOf("codes", index),
    }),
  }, ctx);
  const averaged = {
    ...underPrefix("g/", trained.state),
    ...underPrefix("e/", trained.state),
  };
  const weights = await calibrateBatchNorm(
    { network: gan.generator, weights: averaged },
    { batches: 40, batch: (index) => codesOf("calibration", index) },
  );
  const { critic = [], generator = [], spread = [] } = trained.history.metrics;
  const lastSpread = spread.at(-1) ?? 0;
  return {
    generator: {
      network: gan.generator,
      weights,
      facts: {
        method: "gan",
        dim: prior.dim,
        parameters: countParameters(gan.generator),
        steps: trained.steps,
        history: {
          steps: trained.history.steps,
          critic,
          generator,
          spread,
        },
      },
    },
    scores: {
      parameters: { value: countParameters(gan.generator) },
      flops: { value: countFlops(gan.generator) },
      steps: { value: trained.steps },
      diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
      collapsed: { value: lastSpread < COLLAPSED ? 1 : 0 },
      criticLoss: { value: critic.at(-1) ?? 0 },
      generatorLoss: { value: generator.at(-1) ?? 0 },
    },
  };
}
