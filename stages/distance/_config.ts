import { z } from "zod";
import { seed, steps } from "../encode/_config.ts";

/** Settings of a fresh critic. */
export const criticConfig = z.object({
  widths: z.array(z.int().positive().max(512)).min(1).default([16]).describe(
    "Channels of each critic's first layer",
  ),
  steps: steps(300),
  batch: z.int().min(2).default(128).describe("Images a step"),
  rate: z.number().positive().default(1e-3).describe("Step size of Adam"),
  resamples: z.int().min(100).default(1000).describe("Bootstrap resamples"),
  seed,
});
