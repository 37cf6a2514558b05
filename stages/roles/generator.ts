import type { z } from "zod";
import type { Slots } from "../../lib/dsl/kind.ts";
import { defineStage, type Stage } from "../../lib/dsl/stage.ts";
import { refuseSmallBudget } from "../generate/stop_budget.ts";
import { requireSettings } from "./settings.ts";
import { GENERATOR_OUTPUTS, type GeneratorSpec } from "./generator_spec.ts";

/** A stage that trains a generator. */
export type GeneratorStage<
  Name extends string,
  Config extends z.ZodObject,
  In extends Slots,
> = Stage<Name, Config, In, typeof GENERATOR_OUTPUTS, never>;

/**
 * Defines a family of generators by its learner and which network of it is kept.
 * The role owns where codes come from, batches, steps, when training ends,
 * resuming, the engine, batch statistics of averaged weights, divergence, collapse
 * and cost.
 *
 * Settings that the role reads: `steps`, `batch`, for a flow `integration` and
 * `method`; and where they are declared `stop`, `pairs` and `seed`.
 *
 * @throws {PipelineError} when the schema lacks one of them
 */
export function defineGenerator<
  const Name extends string,
  Config extends z.ZodObject,
  const In extends Slots,
>(
  family: GeneratorSpec<Name, Config, In>,
): GeneratorStage<Name, Config, In> {
  const { name, version, summary, source, config, inputs } = family;
  requireSettings(family, [
    "steps",
    "batch",
    ...family.flow === undefined ? [] : ["integration", "method"],
  ]);
  return defineStage({
    name,
    version,
    summary,
    ...(source !== undefined && { source }),
    config,
    inputs,
    outputs: GENERATOR_OUTPUTS,
    random: true,
    tensors: true,
    resources: "encoder" in inputs
      ? { threads: 2, gpu: 1 / 2 }
      : { gpu: 1 / 2 },
    refuse: (planned) => Promise.resolve(refuseSmallBudget(planned)),
    run: async (args: never) =>
      (await import("./work/train_generator.ts")).trainGenerator(
        family as never,
        args,
      ) as never,
  }) as never;
}
