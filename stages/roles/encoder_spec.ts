import type { z } from "zod";
import type * as Tf from "@tensorflow/tfjs-core";
import type { StageContext } from "../../lib/dsl/context.ts";
import { laid, optional } from "../../lib/dsl/kind.ts";
import type { StageSpec } from "../../lib/dsl/stage.ts";
import type { ImageShape } from "../../lib/nn/architectures/image_shape.ts";
import type { Loss, LossArgs, Shadow } from "../../lib/nn/learn/learner.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import type { Transform } from "../../lib/nn/optimise/transform.ts";
import type { Arrays } from "../../lib/tensor/array.ts";
import {
  Encoder,
  Generator,
  Images,
  type ImageSet,
  Latents,
  type Model,
  Scores,
  type ScoreSet,
} from "../kinds/mod.ts";
import type { LayoutName } from "../layout.ts";
import type { Tools } from "./tools.ts";

/** What every encoder takes: images to be fitted on, and others to judge its codes by. */
export const ENCODER_INPUTS = { images: Images, heldOut: optional(Images) };

/** What every encoder gives, its codes laid out in one way. */
export function encoderOutputs<const L extends LayoutName>(layout: L) {
  return {
    encoder: laid(Encoder, layout),
    latents: laid(Latents, layout),
    scores: Scores,
  };
}

/** The same with what turns codes into images again. */
export function withDecoder<const L extends LayoutName>(layout: L) {
  return { ...encoderOutputs(layout), decoder: laid(Generator, layout) };
}

/** Ports of an encoder, a decoder among them if it has one. */
export type EncoderOutputs<D extends string, L extends LayoutName> = [D] extends
  [never] ? ReturnType<typeof encoderOutputs<L>>
  : ReturnType<typeof withDecoder<L>>;

/** Fields of a definition that are those of its stage. */
export type DeclaredEncoder<Name extends string, Config extends z.ZodObject> =
  Pick<
    StageSpec<
      Name,
      Config,
      typeof ENCODER_INPUTS,
      EncoderOutputs<never, LayoutName>
    >,
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
  L extends LayoutName,
> extends DeclaredEncoder<Name, Config> {
  /** How its codes are laid out. Default: as vectors. */
  readonly layout?: L;
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
  readonly decode?: D;
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
> extends DeclaredEncoder<Name, Config> {
  /** Whether it depends on the seed. Default false. */
  readonly random?: boolean;
  /** Fits it. Codes are standardised afterwards. */
  fit(args: {
    readonly config: z.output<Config>;
    readonly images: ImageSet;
    readonly ctx: StageContext;
  }): Promise<{ readonly model: Model; readonly scores?: ScoreSet }>;
}
