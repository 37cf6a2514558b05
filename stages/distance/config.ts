import { z } from "zod";
import { seed, steps } from "../encode/config.ts";

/** Settings of fresh critics. */
export const criticConfig = z.object({
  widths: z.array(z.int().positive().max(512)).min(1).default([4, 16])
    .refine((widths) => new Set(widths).size === widths.length, {
      error: "expected every width once",
    })
    .describe("Channels of the first layer, for critics of each size"),
  critics: z.int().min(1).max(100).default(3).describe(
    "Critics of each size, each with its own initial weights, batches and halves",
  ),
  steps: steps(300),
  batch: z.int().min(2).default(64).describe("Images a step"),
  rate: z.number().positive().default(1e-3).describe("Step size of Adam"),
  resamples: z.int().min(100).default(500).describe("Bootstrap resamples"),
  seed,
});
