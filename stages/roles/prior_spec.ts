import type { z } from "zod";
import type * as Tf from "@tensorflow/tfjs-core";
import { laid, optional } from "../../lib/dsl/kind.ts";
import type { StageSpec } from "../../lib/dsl/stage.ts";
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
} from "../kinds/mod.ts";
import type { LayoutFor, LayoutName } from "../layout.ts";
import type { Tools } from "./tools.ts";

/** What every prior takes: codes to be fitted to, and others to judge the fit by. */
export function priorInputs<const L extends LayoutName>(takes: readonly L[]) {
  const codes = laid(Latents, ...takes);
  return { latents: codes, heldOut: optional(codes) };
}

/** What every prior gives. */
export function priorOutputs<const L extends LayoutName>(takes: readonly L[]) {
  return { prior: laid(Prior, ...takes), scores: Scores };
}

/** Slots of a prior. */
export type PriorInputs<L extends LayoutName> = ReturnType<
  typeof priorInputs<L>
>;

/** Ports of a prior. */
export type PriorOutputs<L extends LayoutName> = ReturnType<
  typeof priorOutputs<L>
>;

/** What is declared of a family. */
export interface DeclaredPrior<
  Name extends string,
  Config extends z.ZodObject,
  L extends LayoutName,
> extends
  Law,
  Pick<
    StageSpec<
      Name,
      Config,
      PriorInputs<LayoutName>,
      PriorOutputs<LayoutName>
    >,
    "name" | "version" | "summary" | "source" | "config" | "resources"
  > {
  /** Layouts of codes that it can be fitted to. */
  readonly takes: readonly L[];
  /**
   * Name of the prior of Senzai that codes are drawn as, without `prior.`, for a
   * family outside of Senzai: whatever trains on it or samples from it has to know.
   * It keeps what that prior keeps, and has no `draw` or `sampler` of its own.
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
export interface PriorBuildArgs<
  Config,
  L extends LayoutName = LayoutName,
> {
  /** Architectures, losses, optimisers. */
  readonly nn: Tools["nn"];
  /** Settings. */
  readonly config: Config;
  /** How the numbers of a code lie. */
  readonly layout: LayoutFor<L>;
}

/** A family of priors that learn. */
export interface PriorSpec<
  Name extends string,
  Config extends z.ZodObject,
  L extends LayoutName,
> extends DeclaredPrior<Name, Config, L> {
  /** The network that is trained, and kept with the prior. */
  network(args: PriorBuildArgs<z.output<Config>, L>): Network;
  /** Data of a step besides codes, from its own stream of numbers. */
  data?(
    args: PriorBuildArgs<z.output<Config>, L> & {
      readonly stream: Random;
      readonly batch: number;
    },
  ): Arrays;
  /** What falls: over codes of the step, `[batch, …]`. */
  loss(
    args: Tools & {
      readonly config: z.output<Config>;
      readonly layout: LayoutFor<L>;
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
  L extends LayoutName,
> extends DeclaredPrior<Name, Config, L> {
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
