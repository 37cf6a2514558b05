import type { Network } from "../network/network.ts";
import { convBackbone } from "./conv.ts";
import type { ImageShape } from "./image_shape.ts";
import { resnet } from "./resnet.ts";

/** Which network makes features of images. */
export interface BackboneOptions {
  /** Strided 4×4 convolutions, or a residual network of three stages of one block. */
  readonly architecture: "conv" | "resnet";
  /** Channels of its first layer. */
  readonly width: number;
}

/** A network that makes a vector of features of an image. */
export function backbone(
  image: ImageShape,
  { architecture, width }: BackboneOptions,
): Network {
  return architecture === "conv"
    ? convBackbone(image, { width })
    : resnet(image, { width, blocks: [1, 1, 1] });
}
