import type { z } from "zod";
import type { StageContext } from "../../../lib/dsl/context.ts";
import type { ImageShape } from "../../../lib/nn/architectures/image_shape.ts";
import { imageRows, pixelsOf } from "../../../lib/nn/learn/batches.ts";
import { learn } from "../../../lib/nn/learn/learn.ts";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import { initLearner, weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import { countFlops, countParameters } from "../../../lib/nn/network/count.ts";
import { inARow, weightsInARow } from "../../../lib/nn/network/in_a_row.ts";
import { toUnit } from "../../../lib/nn/network/run_network.ts";
import { outputShape } from "../../../lib/nn/network/shapes.ts";
import { random } from "../../../lib/stats/random.ts";
import { sizeOf, useEngine } from "../../../lib/tensor/mod.ts";
import {
  type EncodeInputs,
  finishEncoder,
  requireFit,
  type Whitening,
} from "../../encode/work/finish_encoder.ts";
import type { Model, ScoreSet } from "../../kinds/mod.ts";
import type { EncoderSpec, FittedEncoderSpec } from "../encoder_spec.ts";
import { type LayoutName, layoutName, layoutOfShape } from "../../layout.ts";
import { loadTools } from "../tools.ts";

/** Settings that the role reads. */
interface EncoderConfig {
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly dim: number;
  readonly whiten?: number | undefined;
}

type Family = EncoderSpec<
  string,
  z.ZodObject,
  string,
  string,
  string,
  LayoutName
>;

interface Args {
  readonly config: EncoderConfig;
  readonly inputs: EncodeInputs;
  readonly ctx: StageContext;
}

/** Trains an encoder of a family, and finishes it. */
export async function trainEncoder(
  family: Family,
  { config, inputs, ctx }: Args,
) {
  const { tf, nn } = await loadTools();
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { images } = inputs;
  const whitening = whiteningOf(family, config);
  requireFit(inputs, whitening);
  const image = images.shape.slice(1) as unknown as ImageShape;
  const built = { nn, config: config as never, image };
  const nets = family.nets(built);
  const codes = [family.codes].flat();
  const network = inARow(codes.map((name) => nets[name]!));
  if (family.components) requireFeatures(outputShape(network), whitening);
  else requireLayout(family, network);
  const learner: Learner = {
    nets,
    shadows: family.shadows?.(built),
    phases: family.loss === undefined ? [] : [{
      update: Object.keys(nets),
      optimiser: family.optimiser?.(built) ?? nn.adam({ rate: config.rate }),
      loss: ({ net, data: { images, ...data }, step }) =>
        family.loss!({
          tf,
          nn,
          config: config as never,
          net,
          data,
          step,
          x: toUnit(images!, "uint8"),
        }),
    }],
  };
  const { state, ...trained } = family.loss === undefined
    ? untrained(learner, ctx.seed)
    : await learn({
      learner,
      steps: config.steps,
      seed: ctx.seed,
      rows: config.batch,
      ...(family.data && {
        batch: (index: number) =>
          family.data!({ ...built, seed: ctx.seed, index }),
      }),
      picks: {
        images: {
          of: pixelsOf(images),
          rows: imageRows(ctx.seed, {
            count: config.batch,
            from: images.shape[0],
          }),
        },
      },
    }, ctx);
  const modelOf = (names: readonly string[]) => ({
    network: inARow(names.map((name) => nets[name]!)),
    weights: weightsInARow(
      names.map((name) => ({
        network: nets[name]!,
        weights: weightsIn(learner, state, name),
      })),
    ),
  });
  const method = family.name.replace(/^encode\./, "");
  const { loss: losses = [], ...figures } = trained.history.metrics;
  const facts = family.loss === undefined ? { method } : {
    method,
    steps: trained.steps,
    loss: losses,
    ...(Object.keys(figures).length > 0 && { figures }),
  };
  const finished = await finishEncoder(
    { ...modelOf(codes), facts },
    inputs,
    { ...whitening, ctx },
  );
  const { decode } = family;
  return {
    encoder: finished.encoder,
    latents: finished.latents,
    ...(decode !== undefined && {
      decoder: finished.decoderOf({
        ...modelOf([decode]),
        facts: { ...facts, dim: finished.latents.dim },
      }),
    }),
    scores: {
      ...costOf(network),
      ...(family.loss !== undefined && {
        trainingLoss: { value: losses.at(-1) ?? 0, better: "lower" as const },
        diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
      }),
      ...finished.scores,
    },
  };
}

/** Finishes an encoder that its family fitted. */
export async function fitEncoder(
  fit: FittedEncoderSpec<string, z.ZodObject>["fit"],
  { config, inputs, ctx }: Args,
) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  requireFit(inputs, config);
  const { images } = inputs;
  const { model, scores = {} } = await fit({
    config: config as never,
    images,
    ctx,
  });
  const finished = await finishEncoder(model, inputs, {
    whiten: config.whiten,
    ctx,
  });
  return {
    encoder: finished.encoder,
    latents: finished.latents,
    scores: { ...scores, ...finished.scores },
  };
}

/** Parameters and operations of an encoder. */
export function costOf(network: Model["network"]): ScoreSet {
  return {
    parameters: { value: countParameters(network) },
    flops: { value: countFlops(network) },
  };
}

/** Refuses an encoder whose codes are not laid out as it says. */
function requireLayout(
  { name, layout = "vector" }: Family,
  network: Model["network"],
): void {
  const shape = outputShape(network);
  const found = network.layers.at(-1)?.type === "vectorQuantizer"
    ? "tokens"
    : layoutName(layoutOfShape(shape));
  if (found === layout) return;
  throw new RangeError(
    `Cannot train '${name}': its codes of shape [${shape}] are laid out as ${found}, but it declares 'layout: "${layout}"'`,
  );
}

function untrained(learner: Learner, seed: bigint) {
  return {
    state: initLearner(learner, (net) => random(seed, net)),
    history: { steps: [], metrics: {} as Record<string, number[]> },
    steps: 0,
    divergedAt: undefined,
  };
}

function whiteningOf(
  { components = false }: Family,
  { whiten, dim }: EncoderConfig,
): Whitening {
  if (!components || whiten !== undefined) return { whiten };
  return { whiten: dim, setting: "dim" };
}

function requireFeatures(
  shape: readonly number[],
  { whiten = 0, setting = "whiten" }: Whitening,
): void {
  const features = sizeOf(shape);
  if (whiten <= features) return;
  throw new RangeError(
    `Cannot take codes of ${whiten} dimensions from ${features} features; lower '${setting}' or raise 'width'`,
  );
}
