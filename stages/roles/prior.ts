import type { z } from "zod";
import { PipelineError } from "../../lib/dsl/error.ts";
import { defineStage, type Stage } from "../../lib/dsl/stage.ts";
import type { LayoutName } from "../layout.ts";
import {
  type DeclaredPrior,
  type FittedPriorSpec,
  type Law,
  type PriorInputs,
  priorInputs,
  type PriorOutputs,
  priorOutputs,
  type PriorSpec,
} from "./prior_spec.ts";
import { requireSettings } from "./settings.ts";

/** A stage that fits a prior, and how codes of its family are drawn. */
export type PriorStage<
  Name extends string,
  Config extends z.ZodObject,
  L extends LayoutName,
> =
  & Stage<Name, Config, PriorInputs<L>, PriorOutputs<L>, never>
  & { readonly law: Law };

/**
 * Defines a family of priors by a network, a loss, and how codes are drawn. The
 * role owns batches, averaged weights, resuming, the engine, noise after codes, and
 * the loss over held-out codes.
 *
 * Settings that the role reads: `steps`, `batch`, `rate`; and where they are
 * declared `ema` (default 0.999), `noise` (numbers after every code, default 0) and
 * `seed`.
 *
 * @throws {PipelineError} when the schema lacks one of them, or it is not said how
 * codes are drawn
 */
export function definePrior<
  const Name extends string,
  Config extends z.ZodObject,
  const L extends LayoutName,
>(
  family: PriorSpec<Name, Config, L>,
): PriorStage<Name, Config, L> {
  requireSettings(family, ["steps", "batch", "rate"]);
  requireDrawing(family);
  const stage = defineStage({
    ...declarationOf(family),
    inputs: priorInputs(family.takes),
    outputs: priorOutputs(family.takes),
    random: true,
    tensors: true,
    resources: family.resources ?? { gpu: 1 / 2 },
    run: async (args: never) =>
      (await import("./work/train_prior.ts")).trainPrior(
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
  const L extends LayoutName,
>(family: FittedPriorSpec<Name, Config, L>): PriorStage<Name, Config, L> {
  requireDrawing(family);
  const stage = defineStage({
    ...declarationOf(family),
    inputs: priorInputs(family.takes),
    outputs: priorOutputs(family.takes),
    random: family.random ?? false,
    run: async (args: never) =>
      (await import("./work/train_prior.ts")).fitPrior(
        family as never,
        args,
      ) as never,
  });
  return Object.assign(stage, { law: family }) as never;
}

function declarationOf<Name extends string, Config extends z.ZodObject>(
  { name, version, summary, source, config }: DeclaredPrior<
    Name,
    Config,
    LayoutName
  >,
) {
  const told = source === undefined ? {} : { source };
  return { name, version, summary, config, ...told };
}

/**
 * Refuses a prior of which it is not said how its codes are drawn: whatever
 * trains on it or samples from it has to know, also where it runs without the
 * file that defines it.
 */
function requireDrawing(
  { name, draws, draw, sampler }: Pick<
    DeclaredPrior<string, z.ZodObject, LayoutName>,
    "name" | "draws" | "draw" | "sampler"
  >,
): void {
  const isOurs = name.startsWith("prior.");
  if (isOurs || (draws !== undefined && draw === undefined && !sampler)) return;
  throw new PipelineError(
    "misuse",
    draws === undefined
      ? `Cannot define '${name}': say with 'draws' as which of Senzai's priors its codes are drawn, such as "flow"; it has to keep what that keeps`
      : `Cannot define '${name}': 'draws' says that codes are drawn as those of prior.${draws}, so that a 'draw' or 'sampler' of its own would never be called`,
  );
}
