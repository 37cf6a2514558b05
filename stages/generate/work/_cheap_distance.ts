import type { StageContext } from "../../../lib/dsl/context.ts";
import { extractFeatures } from "../../../lib/nn/network/features.ts";
import {
  type KernelDistance,
  kernelDistance,
} from "../../../lib/stats/kernel_distance.ts";
import type { ImageSet, Model } from "../../kinds/mod.ts";
import { drawRandom } from "../../score/work/draw_random.ts";
import { someImages } from "./_some_images.ts";

/** Untrained networks that judge where no extractor is given: small, always the same. */
const NETWORKS = { networks: 4, width: 16 };
const SEED = 0n;

/** Pixels and their shape, `[count, height, width, channels]`. */
type Pixels = Pick<ImageSet, "pixels" | "shape">;

/**
 * A distance that can be taken often: the unbiased kernel distance between drawn
 * images and at most `count` held-out ones, the same each time.
 *
 * @param source `heldOut` images; `judge`, by default small untrained networks
 * that are the same for all generators of the same held-out images
 */
export async function cheapDistance(
  { heldOut, judge, count }: {
    readonly heldOut: ImageSet;
    readonly judge: Model | undefined;
    readonly count: number;
  },
  ctx: StageContext,
): Promise<(drawn: Pixels) => Promise<KernelDistance>> {
  const images = someImages(heldOut, count);
  const extractor: Model = judge ?? (await drawRandom({
    config: NETWORKS,
    inputs: { images },
    ctx: { ...ctx, seed: SEED },
  })).extractor;
  const pointsOf = async (images: Pixels) => {
    const { features, dim } = await extractFeatures(extractor, images, {
      classifier: Array.isArray(extractor.facts.classes),
    });
    return { data: features, dim };
  };
  const reference = await pointsOf(images);
  return async (drawn) =>
    await kernelDistance(await pointsOf(drawn), reference);
}
