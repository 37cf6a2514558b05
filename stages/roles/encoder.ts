import type { z } from "zod";
import { defineStage, type Stage } from "../../lib/dsl/stage.ts";
import { WHITENS_WITHIN, whitensWithin } from "../encode/config.ts";
import type { LayoutName } from "../layout.ts";
import {
  ENCODER_INPUTS,
  type EncoderOutputs,
  encoderOutputs,
  type EncoderSpec,
  type FittedEncoderSpec,
  withDecoder,
} from "./encoder_spec.ts";
import { requireSettings } from "./settings.ts";

/** A stage that fits an encoder. */
export type EncoderStage<
  Name extends string,
  Config extends z.ZodObject,
  D extends string = never,
  L extends LayoutName = "vector",
> = Stage<Name, Config, typeof ENCODER_INPUTS, EncoderOutputs<D, L>, never>;

/**
 * Defines a family of encoders by what is particular to it: networks, what a step
 * draws, and a loss. The role owns batches, steps, resuming, the engine, the
 * standardisation of codes, held-out scores of codes and cost.
 *
 * Settings that the role reads: `steps`, `batch` and, without an `optimiser`,
 * `rate`; and where they are declared `seed`, `dim` and `whiten`.
 *
 * @throws {PipelineError} when the schema lacks one of them
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { encoderConfig } from "../encode/config.ts";
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
  const D extends N = never,
  const L extends LayoutName = "vector",
>(
  family: EncoderSpec<Name, Config, N, S, D, L>,
): EncoderStage<Name, Config, D, L> {
  const { name, version, summary, source, files, resources } = family;
  const layout = family.layout ?? "vector";
  if (family.loss !== undefined) {
    requireSettings(family, [
      "steps",
      "batch",
      ...family.optimiser === undefined ? ["rate"] : [],
    ]);
  }
  if (family.components) requireSettings(family, ["dim"]);
  return defineStage({
    name,
    version,
    summary,
    ...(source !== undefined && { source }),
    ...(files !== undefined && { files }),
    config: withinLength(family.config),
    inputs: ENCODER_INPUTS,
    outputs: family.decode === undefined
      ? encoderOutputs(layout)
      : withDecoder(layout),
    random: true,
    tensors: true,
    resources: resources ??
      (family.loss === undefined ? { gpu: 1 / 8 } : { threads: 2, gpu: 1 / 2 }),
    run: async (args: never) =>
      (await import("./work/train_encoder.ts")).trainEncoder(
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
    inputs: ENCODER_INPUTS,
    outputs: encoderOutputs("vector"),
    random,
    tensors: true,
    run: async (args: never) =>
      (await import("./work/train_encoder.ts")).fitEncoder(
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
