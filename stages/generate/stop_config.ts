import { z } from "zod";

/** When a training that is watched on held-out images ends. */
export const stop = z.strictObject({
  first: z.int().positive().default(150).describe(
    "Steps before the first look at held-out images; later looks are a factor √2 apart, and training may end from eight times as many on",
  ),
  gain: z.number().min(0).lt(1).default(0.1).describe(
    "Training ends when it is shown that the last doubling of the steps lowered the distance by at most this share of it",
  ),
  beyond: z.int().min(1).max(100).default(1).describe(
    "Multiple of the steps so reached that are taken in all",
  ),
  count: z.int().min(10).max(100_000).default(1000).describe(
    "Most drawn images, and held-out images, of a look",
  ),
}).optional().describe(
  "When training ends before 'steps', which then is a budget; needs 'heldOut', and is used with it",
);

/** Settings of the end of training, with defaults filled in. */
export type StopConfig = NonNullable<z.output<typeof stop>>;
