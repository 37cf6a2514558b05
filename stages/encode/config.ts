import { z } from "zod";

/** Length of a code. */
export const dim = z.int().min(1).max(4096).default(32).describe(
  "Length of a code",
);

/** Replication number. */
export const seed = z.int().min(0).default(0).describe("Replication number");

/** Training steps. */
export function steps(count: number) {
  return z.int().positive().default(count).describe("Training steps");
}

/** Images a step. */
export const batch = z.int().min(2).max(4096).default(64).describe(
  "Images a step",
);

/** Step size of Adam. */
export const rate = z.number().positive().default(1e-3).describe(
  "Step size of Adam",
);

/** Width of a network. */
export function width(channels: number, what: string) {
  return z.int().positive().max(1024).default(channels).describe(what);
}

/** Dimensions that codes are whitened to. */
export const whiten = z.int().min(1).max(4096).optional().describe(
  "Whitens codes to so many dimensions, at most their length: leading principal components, uncorrelated, of unit variance; default: codes are standardised only",
);

/** That codes are not whitened to more dimensions than they have. */
export function whitensWithin(
  { dim, whiten }: { dim: number; whiten?: number | undefined },
): boolean {
  return whiten === undefined || whiten <= dim;
}

/** What to say where {@linkcode whitensWithin} does not hold. */
export const WHITENS_WITHIN = {
  error: "whiten must not exceed dim",
  path: ["whiten"],
};

/** Settings of an encoder that learns. */
export const encoderConfig = {
  dim,
  width: width(16, "Channels of the encoder's first layer"),
  steps: steps(1500),
  batch,
  rate,
  whiten,
  seed,
};

/** Settings of an encoder that is trained with a decoder. */
export const autoencoderConfig = {
  ...encoderConfig,
  decoderWidth: width(16, "Channels before the decoder's last layer"),
};

/** Settings of an encoder that learns from two views of each image. */
export const viewsConfig = {
  ...encoderConfig,
  width: width(16, "Channels of the first layer"),
  architecture: z.enum(["conv", "resnet"]).default("conv").describe(
    "conv: strided 4×4 convolutions; resnet: 3×3 stem, three stages of one block",
  ),
  projection: z.int().positive().default(128).describe(
    "Units of the projection head",
  ),
  crop: z.tuple([
    z.number().positive().max(1),
    z.number().positive().max(1),
  ]).default([0.3, 1]).describe("Least and greatest relative area of a view"),
  jitter: z.number().min(0).max(1).default(0.4).describe(
    "Strength of brightness and contrast changes",
  ),
  mirror: z.boolean().default(false).describe("Mirror views left to right"),
  steps: steps(1000),
  batch: z.int().min(4).max(4096).default(128).describe("Images a step"),
};

/** Settings of an encoder whose codes are grids. */
export const gridConfig = {
  architecture: z.enum(["conv", "vit"]).default("conv").describe(
    "conv: strided convolutions; vit: a transformer over patches",
  ),
  grid: z.int().min(1).max(64).default(4).describe(
    "Height and width of a code: those of the images over a power of two",
  ),
  width: width(32, "Channels of the first layer, or length of a vector of vit"),
  steps: steps(1500),
  batch,
  rate,
  seed,
};
