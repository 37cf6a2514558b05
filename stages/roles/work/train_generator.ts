import type { z } from "zod";
import type { Slots } from "../../../lib/dsl/kind.ts";
import type { StageContext } from "../../../lib/dsl/context.ts";
import type { ImageShape } from "../../../lib/nn/architectures/image_shape.ts";
import { learn, type Learned } from "../../../lib/nn/learn/learn.ts";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import { weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import type { WatchedCurve } from "../../../lib/nn/learn/watch_curve.ts";
import { calibrateBatchNorm } from "../../../lib/nn/network/calibrate.ts";
import { countParameters } from "../../../lib/nn/network/count.ts";
import { identityOf } from "../../../lib/nn/network/identity.ts";
import { random } from "../../../lib/stats/random.ts";
import { type Arrays, useEngine } from "../../../lib/tensor/mod.ts";
import { type Coupling, couplingOf } from "../../generate/work/couple.ts";
import {
  curveFacts,
  curveScores,
  curveTable,
} from "../../generate/work/curve.ts";
import { generatorFlops } from "../../generate/work/generator_flops.ts";
import {
  type CodeSource,
  decodedSource,
  drawnSource,
} from "../../generate/work/code_source.ts";
import type { PairsConfig } from "../../generate/pairs_config.ts";
import type { StopConfig } from "../../generate/stop_config.ts";
import { stopRule } from "../../generate/work/stop_rule.ts";
import { watchGenerator } from "../../generate/work/watch_generator.ts";
import { watchDecoder } from "../../generate/work/watch_decoder.ts";
import type {
  ImageSet,
  Json,
  LatentSet,
  Measurement,
  Model,
  PriorModel,
  ScoreSet,
} from "../../kinds/mod.ts";
import type { GeneratorSpec } from "../generator_spec.ts";
import { loadTools } from "../tools.ts";

/** Settings that the role reads. */
interface GeneratorConfig {
  readonly steps: number;
  readonly batch: number;
  readonly pairs?: PairsConfig | undefined;
  readonly stop?: StopConfig | undefined;
  readonly integration?: number;
  readonly method?: string;
}

/** What may fill the slots of a generator. */
export interface GeneratorInputs {
  readonly images: ImageSet;
  readonly prior?: PriorModel | undefined;
  readonly encoder?: Model | undefined;
  readonly latents?: LatentSet | undefined;
  readonly extractor?: Model | undefined;
  readonly heldOut?: ImageSet | undefined;
  readonly judge?: Model | undefined;
}

type Family = GeneratorSpec<string, z.ZodObject, Slots>;

/** Batches that batch statistics of averaged weights are measured with. */
const CALIBRATION = 40;

/** Pixel deviation across a batch below which all images are nearly one. */
const COLLAPSED = 0.02;

/** Trains the generator of a family. */
export async function trainGenerator(
  family: Family,
  { config, inputs, ctx }: {
    readonly config: GeneratorConfig;
    readonly inputs: GeneratorInputs;
    readonly ctx: StageContext;
  },
) {
  const tools = await loadTools();
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { images, prior, encoder } = inputs;
  const coupling = prior && couplingOf(config.pairs, { ...inputs, prior }, ctx);
  const rule = stopRule(config.stop, {
    images,
    heldOut: inputs.heldOut,
    judge: inputs.judge,
    extractor: inputs.extractor,
    steps: config.steps,
  });
  const at = { images, batch: config.batch, seed: ctx.seed };
  const source = encoder === undefined
    ? await drawnSource(at, { prior: prior!, paired: coupling?.paired })
    : await decodedSource(at, encoder);
  const image = images.shape.slice(1) as unknown as ImageShape;
  const learner = family.learner({
    ...tools,
    config: config as never,
    image,
    code: source.shape,
    pairs: coupling?.learned,
  });
  const network = keptNetwork(family, learner);
  const facts = factsOf(family, { config, source, coupling, inputs });
  const weightsOf = weightsOfKept(learner, family.keep, source);
  const drawn = { network, facts };
  const watch = rule && (encoder === undefined
    ? await watchGenerator(rule, {
      ...drawn,
      weightsOf,
      prior: prior!,
      judge: inputs.judge,
    }, ctx)
    : await watchDecoder(rule, { network, weightsOf, encoder }));
  const trained = await learn({
    learner,
    steps: config.steps,
    seed: ctx.seed,
    rows: config.batch,
    batch: (index) => ({
      ...source.batch(index),
      ...family.data?.({
        nn: tools.nn,
        image,
        stream: random(ctx.seed, "drawn", index),
        batch: config.batch,
      }),
    }),
    picks: source.picks,
    watch,
  }, ctx);
  const curve = watch?.found();
  const weights = curve?.best?.weights ?? await weightsOf(trained.state);
  const parameters = countParameters(network);
  const flops = generatorFlops(drawn);
  const stepFlops = family.stepFlops?.({
    ...tools,
    learner,
    pairs: coupling?.learned,
  }) ?? 3 * tools.nn.countFlops(network);
  return {
    generator: {
      network,
      weights,
      facts: {
        ...facts,
        parameters,
        steps: trained.steps,
        history: {
          steps: trained.history.steps,
          ...trained.history.metrics,
          ...(curve && { curve: curveFacts(curve) }),
        },
      },
    },
    scores: {
      parameters: { value: parameters },
      flops: { value: flops },
      steps: { value: trained.steps },
      trainingFlops: { value: trained.steps * config.batch * stepFlops },
      ...(curve && curveScores(curve, { ...trained, ...rule! })),
      ...courseScores(trained, curve),
    } satisfies ScoreSet,
    curve: curveTable(curve),
  };
}

/** The network that is the generator, or that its shadow follows. */
function keptNetwork(
  { name, keep }: Family,
  { nets, shadows = {} }: Learner,
): Model["network"] {
  const network = nets[shadows[keep]?.of ?? keep];
  if (network !== undefined) return network;
  throw new RangeError(
    `Cannot train '${name}': its learner has no '${keep}' to keep, but ${
      [...Object.keys(nets), ...Object.keys(shadows)].join(", ")
    }`,
  );
}

/** What is told of a generator before it is trained. */
function factsOf(
  { name, flow }: Family,
  { config, source, coupling, inputs: { extractor } }: {
    readonly config: GeneratorConfig;
    readonly source: CodeSource;
    readonly coupling: Coupling | undefined;
    readonly inputs: GeneratorInputs;
  },
): Model["facts"] {
  const { layout } = source;
  return {
    method: name.replace(/^generate\./, ""),
    dim: source.dim,
    ...(layout && { layout: layout as unknown as Json }),
    ...(flow && {
      flow: flow.from,
      integration: config.integration!,
      integrator: config.method!,
    }),
    ...(coupling && { pairs: coupling.config as unknown as Json }),
    ...(extractor && { taughtBy: identityOf(extractor) }),
  };
}

/**
 * The weights that would come out of a state. Averaged weights have batch
 * statistics measured anew, since those of training belong to other weights.
 */
function weightsOfKept(
  learner: Learner,
  keep: string,
  { calibration }: CodeSource,
): (state: Arrays) => Promise<Arrays> {
  const shadow = learner.shadows?.[keep];
  const network = learner.nets[shadow?.of ?? keep]!;
  return async (state) => {
    const weights = weightsIn(learner, state, keep);
    const hasMoments = Object.keys(weights).some((name) =>
      name.endsWith("/mean")
    );
    return shadow !== undefined && hasMoments
      ? await calibrateBatchNorm({ network, weights }, {
        batches: CALIBRATION,
        batch: calibration,
      })
      : weights;
  };
}

/** How training went: figures at its end, divergence and collapse. */
function courseScores(
  { history: { steps, metrics }, divergedAt }: Learned,
  curve: WatchedCurve | undefined,
): ScoreSet {
  const { spread, ...others } = metrics;
  const scores: Record<string, Measurement> = {
    diverged: { value: divergedAt === undefined ? 0 : 1 },
  };
  if (spread !== undefined) {
    const end = curve?.best?.steps ?? Infinity;
    const last = spread.findLast((_, i) => steps[i]! < end) ?? 0;
    scores.collapsed = { value: last < COLLAPSED ? 1 : 0 };
  }
  for (const [name, values] of Object.entries(others)) {
    const value = values.at(-1) ?? 0;
    if (name === "loss") scores.trainingLoss = { value, better: "lower" };
    else if (/Error$/.test(name)) scores[name] = { value, better: "lower" };
    else scores[`${name}Loss`] = { value };
  }
  return scores;
}
