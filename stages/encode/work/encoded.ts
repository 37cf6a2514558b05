import {
  runNetwork,
  type Weighted,
} from "../../../lib/nn/network/run_network.ts";
import { ndarray, sizeOf } from "../../../lib/tensor/array.ts";
import type { ImageSet, LatentSet, Model } from "../../kinds/mod.ts";
import { layoutFact, layoutOfShape } from "../../layout.ts";

/** Codes of images under an encoder, as they are. */
export async function encodeImages(
  model: Weighted & Partial<Pick<Model, "facts">>,
  images: ImageSet,
): Promise<LatentSet> {
  const { output } = await runNetwork(
    model,
    ndarray(images.pixels, images.shape),
  );
  const [count = 0, ...shape] = output.shape;
  const layout = layoutFact(model.facts ?? {}) ?? layoutOfShape(shape);
  return {
    codes: output.data,
    count,
    dim: sizeOf(shape),
    labels: images.labels,
    ...("vector" in layout ? {} : { layout }),
  };
}
