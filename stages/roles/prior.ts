import type { z } from "zod";
import type * as Tf from "@tensorflow/tfjs-core";
import { optional } from "../../lib/dsl/kind.ts";
import {
  defineStage,
  type Stage,
  type StageSpec,
} from "../../lib/dsl/stage.ts";
import type { NetOptions } from "../../lib/nn/learn/learner.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import type { Random } from "../../lib/stats/random.ts";
import type { Arrays } from "../../lib/tensor/array.ts";
import {
  Latents,
  type LatentSet,
  Prior,
  type PriorModel,
  Scores,
  type ScoreSet,
} from "../kinds.ts";
import type { Layout, LayoutName } from "../layout.ts";
import type { Tools } from "./tools.ts";

/** What every prior takes: codes to be fitted to, and others to judge the fit by. */
const INPUTS = { latents: Latents, heldOut: optional(Latents) };

/** What every prior gives. */
const OUTPUTS = { prior: Prior, scores: Scores };

/** What is declared of a family. */
interface Declared<Name extends string, Config extends z.ZodObject>
  extends
    Law,
    Pick<
      StageSpec<Name, Config, typeof INPUTS, typeof OUTPUTS>,
      "name" | "version" | "summary" | "source" | "config" | "resources"
    > {
  /** Layouts of codes that it can be fitted to. */
  readonly takes: readonly LayoutName[];
  /**
   * Name of a family of Senzai that codes are drawn as, for a family of your own:
   * whatever trains on it or samples from it has to know how. Default: its own.
   */
  readonly draws?: string;
}

/** Draws codes in steps, where that is computed. */
export interface Sampler {
  /** Draws codes, `[count, …]`, one row after the other. */
  draw(stream: Random, count: number): Promise<Float32Array>;
  /** Frees what the engine holds. */
  dispose(): void;
}

/** How codes of a family are drawn. */
export interface Law {
  /** Draws codes at once, `[count, dim]`. */
  draw?(
    args: Pick<Tools, "nn"> & {
      readonly prior: PriorModel;
      readonly stream: Random;
      readonly count: number;
    },
  ): Float32Array;
  /** Opens what draws in steps; `batch` codes at once. */
  sampler?(
    args: Tools & { readonly prior: PriorModel; readonly batch: number },
  ): Sampler;
  /** Floating-point operations to draw one code; drawing random numbers is free. */
  flops(args: Pick<Tools, "nn"> & { readonly prior: PriorModel }): number;
}

/** What a family builds its network from. */
export interface PriorBuildArgs<Config> {
  /** Architectures, losses, optimisers. */
  readonly nn: Tools["nn"];
  /** Settings. */
  readonly config: Config;
  /** How the numbers of a code lie. */
  readonly layout: Layout;
}

/** A family of priors that learn. */
export interface PriorSpec<Name extends string, Config extends z.ZodObject>
  extends Declared<Name, Config> {
  /** The network that is trained, and kept with the prior. */
  network(args: PriorBuildArgs<z.output<Config>>): Network;
  /** Data of a step besides codes, from its own stream of numbers. */
  data?(
    args: PriorBuildArgs<z.output<Config>> & {
      readonly stream: Random;
      readonly batch: number;
    },
  ): Arrays;
  /** What falls: over codes of the step, `[batch, …]`. */
  loss(
    args: Tools & {
      readonly config: z.output<Config>;
      readonly layout: Layout;
      readonly net: (x: Tf.Tensor, options?: NetOptions) => Tf.Tensor;
      readonly codes: Tf.Tensor;
      readonly data: Readonly<Record<string, Tf.Tensor>>;
    },
  ): Tf.Tensor;
  /** Name and unit of the loss over held-out codes. */
  readonly heldOut: { readonly name: string; readonly unit?: string };
  /** Settings that drawing depends on, which are kept with the prior. */
  readonly keeps?: readonly (keyof z.output<Config> & string)[];
}

/** A family of priors that are fitted in closed form. */
export interface FittedPriorSpec<
  Name extends string,
  Config extends z.ZodObject,
> extends Declared<Name, Config> {
  /** Whether the fit depends on the seed. Default false. */
  readonly random?: boolean;
  /** Fits it to codes. */
  fit(args: {
    readonly config: z.output<Config>;
    readonly latents: LatentSet;
    readonly heldOut: LatentSet | undefined;
    readonly seed: bigint;
  }): Promise<
    Pick<PriorModel, "weights" | "facts"> & { readonly scores: ScoreSet }
  >;
}

/** A stage that fits a prior, and how codes of its family are drawn. */
export type PriorStage<Name extends string, Config extends z.ZodObject> =
  & Stage<Name, Config, typeof INPUTS, typeof OUTPUTS, never>
  & { readonly law: Law };

/**
 * Defines a family of priors by a network, a loss, and how codes are drawn. The
 * role owns batches, averaged weights, resuming, the engine, noise after codes, and
 * the loss over held-out codes.
 *
 * Settings that the role reads: `steps`, `batch`, `rate`, `ema`, `noise`, `seed`.
 */
export function definePrior<
  const Name extends string,
  Config extends z.ZodObject,
>(
  family: PriorSpec<Name, Config>,
): PriorStage<Name, Config> {
  const stage = defineStage({
    ...declarationOf(family),
    inputs: inputsOf(family.takes),
    outputs: OUTPUTS,
    random: true,
    tensors: true,
    resources: family.resources ?? { gpu: 1 / 2 },
    run: async (args: never) =>
      (await import("./_train_prior.ts")).trainPrior(
        family as never,
        args,
      ) as never,
  });
  return Object.assign(stage, { law: family }) as never;
}

/** Defines a prior that is fitted without steps. */
export function defineFittedPrior<
  const Name extends string,
  Config extends z.ZodObject,
>(family: FittedPriorSpec<Name, Config>): PriorStage<Name, Config> {
  const stage = defineStage({
    ...declarationOf(family),
    inputs: inputsOf(family.takes),
    outputs: OUTPUTS,
    random: family.random ?? false,
    run: async (args: never) =>
      (await import("./_train_prior.ts")).fitPrior(
        family as never,
        args,
      ) as never,
  });
  return Object.assign(stage, { law: family }) as never;
}

function declarationOf<Name extends string, Config extends z.ZodObject>(
  { name, version, summary, source, config }: Declared<Name, Config>,
) {
  const told = source === undefined ? {} : { source };
  return { name, version, summary, config, ...told };
}

/** Codes of these layouts. */
function inputsOf(_: readonly LayoutName[]): typeof INPUTS {
  return INPUTS;
}
