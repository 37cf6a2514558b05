import { z } from "zod";
import { batch, rate, seed, steps } from "../encode/config.ts";
import { velocity } from "../prior/config.ts";
import { stop } from "./stop_config.ts";

/** Settings of a flow over images. */
export const flowSettings = {
  ...velocity,
  integration: z.int().positive().max(1000).default(20).describe(
    "Steps when drawing",
  ),
  steps: steps(2000).describe(
    "Training steps; with 'heldOut' the budget: the most before 'stop.beyond'",
  ),
  batch,
  rate,
  ema: z.number().min(0).max(1).default(0.999).describe(
    "Decay of the averaged weights",
  ),
  stop,
  seed,
};
