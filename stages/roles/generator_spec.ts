import type { z } from "zod";
import { laid, optional, type Slots } from "../../lib/dsl/kind.ts";
import type { StageSpec } from "../../lib/dsl/stage.ts";
import type { ImageShape } from "../../lib/nn/architectures/image_shape.ts";
import type { GanPairs } from "../../lib/nn/learn/gan.ts";
import type { Learner } from "../../lib/nn/learn/learner.ts";
import type { Random } from "../../lib/stats/random.ts";
import type { Arrays } from "../../lib/tensor/array.ts";
import {
  Encoder,
  Extractor,
  Generator,
  Images,
  Latents,
  Prior,
  Scores,
  Table,
} from "../kinds/mod.ts";
import type { Tools } from "./tools.ts";

/** What a generator takes that learns from codes of a prior, or of its images. */
export const DRAWN = {
  images: Images,
  prior: laid(Prior, "vector", "grid"),
  latents: optional(laid(Latents, "vector", "grid")),
  extractor: optional(Extractor),
  heldOut: optional(Images),
  judge: optional(Extractor),
};

/** What a generator takes that needs the code of each image. */
export const PAIRED = {
  images: Images,
  prior: laid(Prior, "vector"),
  latents: laid(Latents, "vector"),
  heldOut: optional(Images),
  judge: optional(Extractor),
};

/** What a generator takes that needs no codes but noise. */
export const ALONE = {
  images: Images,
  prior: laid(Prior, "vector"),
  heldOut: optional(Images),
  judge: optional(Extractor),
};

/** What a generator takes that learns to undo an encoder. */
export const DECODED = {
  images: Images,
  encoder: laid(Encoder, "vector", "grid"),
  heldOut: optional(Images),
};

/** What every generator gives. */
export const GENERATOR_OUTPUTS = {
  generator: laid(Generator, "vector", "grid"),
  scores: Scores,
  curve: Table,
};

/** What a family builds its networks from. */
export interface GeneratorBuildArgs<Config> extends Tools {
  /** Settings. */
  readonly config: Config;
  /** Shape of an image. */
  readonly image: ImageShape;
  /** Shape of a code as the generator takes it. */
  readonly code: readonly number[];
  /** How codes and images are coupled, where they are. */
  readonly pairs: GanPairs | undefined;
}

/** A family of generators. */
export interface GeneratorSpec<
  Name extends string,
  Config extends z.ZodObject,
  In extends Slots,
> extends
  Pick<
    StageSpec<Name, Config, In, typeof GENERATOR_OUTPUTS>,
    "name" | "version" | "summary" | "source" | "config" | "inputs"
  > {
  /**
   * What is trained. Data of a step: `real`, images; `codes`; where codes belong to
   * images `targets`, those images; bytes, `[batch, height, width, channels]`.
   */
  learner(args: GeneratorBuildArgs<z.output<Config>>): Learner;
  /** The network, or shadow, that is the generator. */
  readonly keep: string;
  /** Data of a step besides, from its own stream of numbers. */
  data?(
    args: Pick<GeneratorBuildArgs<z.output<Config>>, "nn" | "image"> & {
      readonly stream: Random;
      readonly batch: number;
    },
  ): Arrays;
  /**
   * For a flow over images: the settings `integration` and `method` say how it is
   * integrated. It starts at its code, or with `beside` at noise of its own.
   */
  readonly flow?: { readonly from: "code" | "noise" };
  /** Operations of a step for one image. Default: three forward passes. */
  stepFlops?(
    args: Tools & { readonly learner: Learner } & {
      readonly pairs: GanPairs | undefined;
    },
  ): number;
}
