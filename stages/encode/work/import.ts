import { basename, resolve } from "node:path";
import type { StageContext } from "../../../lib/dsl/context.ts";
import {
  importLayer,
  type ImportOptions,
} from "../../../lib/nn/imported/imported.ts";
import { ndarray } from "../../../lib/tensor/array.ts";
import type { ImageSet, Model } from "../../kinds/mod.ts";
import { readFile } from "../../../lib/platform/files.ts";

/**
 * The model of an ONNX file as a network of one layer, for images of a shape.
 *
 * @throws {RangeError} when the file cannot be read, or does not map such
 * images to vectors
 */
export async function importModel(
  config: ImportOptions & { readonly model: string },
  { shape }: ImageSet,
  ctx: Pick<StageContext, "directory">,
): Promise<Model> {
  const [, ...image] = shape;
  try {
    const bytes = await readFile(resolve(ctx.directory, config.model));
    const layer = importLayer(bytes, image, config);
    return {
      network: { input: image, layers: [layer] },
      weights: { "0/model": ndarray(bytes, [bytes.length]) },
      facts: { method: "onnx", extractor: basename(config.model, ".onnx") },
    };
  } catch (error) {
    throw new RangeError(`'${config.model}': ${(error as Error).message}`, {
      cause: error,
    });
  }
}
