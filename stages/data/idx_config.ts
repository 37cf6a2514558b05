import { z } from "zod";

/** Settings of how much of a set of 28×28 images is read. */
export const idxConfig = {
  size: z.literal([16, 28, 32]).default(32).describe(
    "Height and width in pixels; 32 pads with zeros, 16 is the mean of 2×2 of those",
  ),
  limit: z.int().positive().max(59_000).default(20_000).describe(
    "Number of training images",
  ),
  validation: z.int().positive().max(59_000).default(1_000).describe(
    "Number of validation images, taken after the training images",
  ),
  testLimit: z.int().positive().max(10_000).default(10_000).describe(
    "Number of test images",
  ),
};

/** Refuses more images than there are for training. */
export function fits({ limit, validation }: {
  readonly limit: number;
  readonly validation: number;
}): boolean {
  return limit + validation <= 60_000;
}
