import type { StageContext } from "../../lib/dsl/context.ts";
import type { ImportOptions } from "../../lib/nn/imported.ts";
import {
  type EncodeInputs,
  finishEncoder,
  requireFit,
} from "./_finish_encoder.ts";
import { importModel } from "./_import.ts";

/** Encodes the images of `encode.onnx`. */
export async function encodeOnnx({ config, inputs, ctx }: {
  readonly config: ImportOptions & {
    readonly model: string;
    readonly whiten?: number | undefined;
  };
  readonly inputs: EncodeInputs;
  readonly ctx: StageContext;
}) {
  const { whiten } = config;
  requireFit(inputs, config);
  const model = await importModel(config, inputs.images, ctx);
  const { encoder, latents, scores } = await finishEncoder(model, inputs, {
    whiten,
    ctx,
  });
  return { encoder, latents, scores };
}
