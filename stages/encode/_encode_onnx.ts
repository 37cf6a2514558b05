import type { StageContext } from "../../lib/dsl/context.ts";
import type { ImportOptions } from "../../lib/nn/imported.ts";
import type { ImageSet } from "../kinds.ts";
import { standardized } from "./_encoded.ts";
import { importModel } from "./_import.ts";

/** Encodes the images of `encode.onnx`. */
export async function encodeOnnx({ config, inputs: { images }, ctx }: {
  readonly config: ImportOptions & { readonly model: string };
  readonly inputs: { readonly images: ImageSet };
  readonly ctx: StageContext;
}) {
  return await standardized(await importModel(config, images, ctx), images);
}
