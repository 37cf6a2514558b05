import type { StageContext } from "../../lib/dsl/context.ts";
import {
  dcganCritic,
  dcganGenerator,
  type ImageShape,
} from "../../lib/nn/architectures.ts";
import { calibrateBatchNorm } from "../../lib/nn/calibrate.ts";
import { countFlops, countParameters } from "../../lib/nn/count.ts";
import { ganFlops } from "../../lib/nn/gan_flops.ts";
import type { GanLoss } from "../../lib/nn/gan_loss.ts";
import { type Gan, ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { train } from "../../lib/nn/train.ts";
import { widthScale } from "../../lib/nn/width_scale.ts";
import { random } from "../../lib/stats/random.ts";
import { underPrefix } from "../../lib/tensor/_prefix.ts";
import { type Arrays, useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet, Json, Model } from "../kinds.ts";
import { identityOf } from "../score/_identity.ts";
import { type CoupledInputs, couplingOf, misfits } from "./_couple.ts";
import { curveFacts, curveScores, curveTable } from "./_curve.ts";
import { pairedData, unpairedData } from "./_gan_data.ts";
import type { PairsConfig } from "./_pairs_config.ts";
import type { StopConfig } from "./_stop_config.ts";
import { stopRule } from "./_stop_rule.ts";
import { watchGan } from "./_watch_gan.ts";

/** Settings of `generate.gan`. */
export interface GanConfig {
  readonly width: number;
  readonly criticWidth: number;
  readonly loss: GanLoss;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly criticRate: number;
  readonly widthPower: number;
  readonly beta1: number;
  readonly ema: number;
  readonly pairs?: PairsConfig | undefined;
  readonly stop?: StopConfig | undefined;
}

/** What fills the slots of `generate.gan`. */
export interface GanInputs extends CoupledInputs {
  readonly heldOut: ImageSet | undefined;
  readonly judge: Model | undefined;
}

/** Pixel deviation across a batch below which all images are nearly one. */
const COLLAPSED = 0.02;

/** Trains the generator of `generate.gan`. */
export async function trainGan({ config, inputs, ctx }: {
  readonly config: GanConfig;
  readonly inputs: GanInputs;
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { images, prior } = inputs;
  const coupling = couplingOf(config.pairs, inputs);
  const rule = stopRule(config.stop, { ...inputs, steps: config.steps });
  const image = images.shape.slice(1) as unknown as ImageShape;
  const scale = widthScale(config.width, config.widthPower);
  const gan: Gan = {
    generator: dcganGenerator(prior.dim, { image, width: config.width }),
    critic: dcganCritic(image, { width: config.criticWidth }),
    loss: config.loss,
    rate: config.rate * scale,
    criticRate: config.criticRate * scale,
    beta1: config.beta1,
    ema: config.ema,
    pairs: coupling?.learned,
  };
  const paired = coupling?.paired;
  if (paired !== undefined) {
    const count = misfits(images, paired.latents);
    if (count > 0) {
      ctx.log(
        `${count} of ${paired.latents.count} codes are of another class than their image; that is right for a control with shuffled codes only`,
      );
    }
  }
  const source = { images, prior, batch: config.batch, seed: ctx.seed };
  const data = paired === undefined
    ? await unpairedData(source)
    : pairedData(source, paired);
  const weightsOf = (state: Arrays) =>
    calibrateBatchNorm({
      network: gan.generator,
      weights: { ...underPrefix("g/", state), ...underPrefix("e/", state) },
    }, { batches: 40, batch: data.calibration });
  const watch = rule && await watchGan(rule, {
    network: gan.generator,
    weightsOf,
    prior,
    judge: inputs.judge,
  }, ctx);
  const trained = await train({
    steps: config.steps,
    initial: initGan(gan, {
      generator: random(ctx.seed, "generator"),
      critic: random(ctx.seed, "critic"),
    }),
    step: ganStep(gan),
    batch: data.batch,
    picks: data.picks,
    watch,
  }, ctx);
  const curve = watch?.found();
  const weights = curve?.best?.weights ?? await weightsOf(trained.state);
  const { critic = [], generator = [], spread = [], pairError } =
    trained.history.metrics;
  const end = curve?.best?.steps ?? Infinity;
  const lastSpread =
    spread.findLast((_, i) => trained.history.steps[i]! < end) ?? 0;
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
          ...(pairError === undefined ? {} : { pairError }),
          ...(curve && { curve: curveFacts(curve) }),
        },
        ...(coupling === undefined ? {} : {
          pairs: coupling.config as unknown as Json,
        }),
        ...(inputs.extractor === undefined ? {} : {
          taughtBy: identityOf(inputs.extractor),
        }),
      },
    },
    scores: {
      parameters: { value: countParameters(gan.generator) },
      flops: { value: countFlops(gan.generator) },
      steps: { value: trained.steps },
      trainingFlops: {
        value: trained.steps * config.batch * ganFlops(gan),
      },
      ...(curve && curveScores(curve, { ...trained, ...rule! })),
      diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
      collapsed: { value: lastSpread < COLLAPSED ? 1 : 0 },
      criticLoss: { value: critic.at(-1) ?? 0 },
      generatorLoss: { value: generator.at(-1) ?? 0 },
      ...(pairError === undefined ? {} : {
        pairError: { value: pairError.at(-1) ?? 0, better: "lower" as const },
      }),
    },
    curve: curveTable(curve),
  };
}
