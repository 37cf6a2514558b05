import type { z } from "zod";
import type * as Tf from "@tensorflow/tfjs-core";
import { optional } from "../../lib/dsl/kind.ts";
import {
  defineStage,
  type Stage,
  type StageSpec,
} from "../../lib/dsl/stage.ts";
import type { StageContext } from "../../lib/dsl/context.ts";
import type { ImageShape } from "../../lib/nn/architectures/image_shape.ts";
import type { Loss, LossArgs, Shadow } from "../../lib/nn/learn/learner.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import type { Transform } from "../../lib/nn/optimise/transform.ts";
import type { Arrays } from "../../lib/tensor/array.ts";
import { WHITENS_WITHIN, whitensWithin } from "../encode/_config.ts";
import {
  Encoder,
  Generator,
  Images,
  type ImageSet,
  Latents,
  type Model,
  Scores,
  type ScoreSet,
} from "../kinds.ts";
import type { Tools } from "./tools.ts";

/** What every encoder takes: images to be fitted on, and others to judge its codes by. */
const INPUTS = { images: Images, heldOut: optional(Images) };

/** What every encoder gives. */
const OUTPUTS = { encoder: Encoder, latents: Latents, scores: Scores };

/** The same with what turns codes into images again. */
const WITH_DECODER = { ...OUTPUTS, decoder: Generator };

/** Fields of a definition that are those of its stage. */
type Declared<Name extends string, Config extends z.ZodObject> = Pick<
  StageSpec<Name, Config, typeof INPUTS, typeof OUTPUTS>,
  "name" | "version" | "summary" | "source" | "config" | "files" | "resources"
>;

/** What a family builds its networks from. */
export interface BuildArgs<Config> {
  /** Architectures, losses, optimisers. */
  readonly nn: Tools["nn"];
  /** Settings. */
  readonly config: Config;
  /** Shape of an image. */
  readonly image: ImageShape;
}

/** What a family draws the data of a step from. */
export interface DrawArgs<Config> extends BuildArgs<Config> {
  /** Root of what is random. */
  readonly seed: bigint;
  /** Number of the step. */
  readonly index: number;
}

/** What the loss of an encoder sees. */
export interface EncoderLossArgs<N extends string, Config>
  extends Tools, LossArgs<N> {
  /** Settings. */
  readonly config: Config;
  /** Images of the step, `[batch, height, width, channels]` in [−1, 1]. */
  readonly x: Tf.Tensor;
}

/** A family of encoders that learn. */
export interface EncoderSpec<
  Name extends string,
  Config extends z.ZodObject,
  N extends string,
  S extends string,
  D extends string,
> extends Declared<Name, Config> {
  /** Networks by name; the first weights of each depend on seed and name. */
  nets(
    args: BuildArgs<z.output<Config>>,
  ): Readonly<Record<N, Network>>;
  /** Teachers: networks that follow others. */
  shadows?(
    args: BuildArgs<z.output<Config>>,
  ): Readonly<Record<S, Shadow>>;
  /** Data of a step besides images; must depend on seed and index alone. */
  data?(args: DrawArgs<z.output<Config>>): Arrays;
  /** What falls; without it, networks stay as they are drawn. */
  loss?(args: EncoderLossArgs<N | S, z.output<Config>>): Loss;
  /** Default: Adam with the step size `rate`. */
  optimiser?(args: BuildArgs<z.output<Config>>): Transform;
  /**
   * The network whose output codes are, or several in a row. One that ends with a
   * `vectorQuantizer` gives tokens.
   */
  readonly codes: NoInfer<N> | readonly NoInfer<N>[];
  /** The network that turns codes into images again. */
  readonly decode?: D & NoInfer<N>;
  /**
   * Whether codes are the `dim` leading principal components of the output, each
   * of unit variance: of features that are longer than a code.
   */
  readonly components?: boolean;
}

/** An encoder that is fitted in closed form, or brought along. */
export interface FittedEncoderSpec<
  Name extends string,
  Config extends z.ZodObject,
> extends Declared<Name, Config> {
  /** Whether it depends on the seed. Default false. */
  readonly random?: boolean;
  /** Fits it. Codes are standardised afterwards. */
  fit(args: {
    readonly config: z.output<Config>;
    readonly images: ImageSet;
    readonly ctx: StageContext;
  }): Promise<{ readonly model: Model; readonly scores?: ScoreSet }>;
}

/** A stage that fits an encoder. */
export type EncoderStage<
  Name extends string,
  Config extends z.ZodObject,
  D extends string = never,
> = Stage<
  Name,
  Config,
  typeof INPUTS,
  [D] extends [never] ? typeof OUTPUTS : typeof WITH_DECODER,
  never
>;

/**
 * Defines a family of encoders by what is particular to it: networks, what a step
 * draws, and a loss. The role owns batches, steps, resuming, the engine, the
 * standardisation of codes, held-out scores of codes and cost.
 *
 * Settings that the role reads: `steps`, `batch`, `rate`, `seed`, and, where
 * they are declared, `dim` and `whiten`.
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { encoderConfig } from "../encode/_config.ts";
 * import { defineEncoder } from "./encoder.ts";
 *
 * const plain = defineEncoder({
 *   name: "mine.plain",
 *   version: 1,
 *   summary: "Trains a plain autoencoder",
 *   config: z.object({ ...encoderConfig }),
 *   nets: ({ nn, config: { dim, width }, image }) => ({
 *     encoder: nn.convEncoder(image, { width, units: dim }),
 *     decoder: nn.dcganGenerator(dim, { image, width }),
 *   }),
 *   loss: ({ nn, net, x }) => nn.meanSquaredError(net.decoder(net.encoder(x)), x),
 *   codes: "encoder",
 *   decode: "decoder",
 * });
 * console.assert("decoder" in plain.spec.outputs);
 * ```
 */
export function defineEncoder<
  const Name extends string,
  Config extends z.ZodObject,
  const N extends string,
  const S extends string = never,
  const D extends string = never,
>(
  family: EncoderSpec<Name, Config, N, S, D>,
): EncoderStage<Name, Config, D> {
  const { name, version, summary, source, files, resources } = family;
  return defineStage({
    name,
    version,
    summary,
    ...(source !== undefined && { source }),
    ...(files !== undefined && { files }),
    config: withinLength(family.config),
    inputs: INPUTS,
    outputs: family.decode === undefined ? OUTPUTS : WITH_DECODER,
    random: true,
    tensors: true,
    resources: resources ??
      (family.loss === undefined ? { gpu: 1 / 8 } : { threads: 2, gpu: 1 / 2 }),
    run: async (args: never) =>
      (await import("./_train_encoder.ts")).trainEncoder(
        family as never,
        args,
      ) as never,
  }) as never;
}

/** Defines an encoder that is fitted without steps. */
export function defineFittedEncoder<
  const Name extends string,
  Config extends z.ZodObject,
>(
  family: FittedEncoderSpec<Name, Config>,
): EncoderStage<Name, Config> {
  const { fit, random = false, ...declared } = family;
  return defineStage({
    resources: { gpu: 1 / 8 },
    ...declared,
    config: withinLength(family.config),
    inputs: INPUTS,
    outputs: OUTPUTS,
    random,
    tensors: true,
    run: async (args: never) =>
      (await import("./_train_encoder.ts")).fitEncoder(
        fit as never,
        args,
      ) as never,
  }) as never;
}

/** Settings that whiten codes to no more dimensions than they have. */
function withinLength<Config extends z.ZodObject>(config: Config): Config {
  return "whiten" in config.shape && "dim" in config.shape
    ? config.refine(whitensWithin as never, WHITENS_WITHIN) as Config
    : config;
}
