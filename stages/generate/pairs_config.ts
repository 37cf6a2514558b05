import { z } from "zod";

/** How a generator learns that each code knows its image. */
export const pairs = z.strictObject({
  error: z.number().min(0).default(20).describe(
    "Weight of the mean squared error against the code's own image, in [−1, 1]",
  ),
  perceptual: z.number().min(0).default(0).describe(
    "Weight of the squared distance in the features of 'extractor', as a share of their squared length; that extractor cannot judge",
  ),
  adversarial: z.number().positive().default(1).describe(
    "Weight of the critic's judgement",
  ),
  conditional: z.boolean().default(false).describe(
    "Whether the critic sees the code besides the image",
  ),
  noise: z.number().min(0).default(0.1).describe(
    "Standard deviation of normal noise added to a code",
  ),
}).optional().describe(
  "How codes are coupled with their images; needs 'latents', and is used with them",
);

/** Settings of pairs, with defaults filled in. */
export type PairsConfig = NonNullable<z.output<typeof pairs>>;
