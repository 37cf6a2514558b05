import type { Network } from "../../lib/nn/network.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { type Arrays, ndarray } from "../../lib/tensor/array.ts";
import type { ImageSet, LatentSet } from "../kinds.ts";

/** Codes of images under an encoder, as they are. */
export async function encodeImages(
  model: { readonly network: Network; readonly weights: Arrays },
  images: ImageSet,
): Promise<LatentSet> {
  const { output } = await runNetwork(
    model,
    ndarray(images.pixels, images.shape),
  );
  return {
    codes: output.data,
    count: output.shape[0]!,
    dim: output.shape[1]!,
    labels: images.labels,
  };
}
