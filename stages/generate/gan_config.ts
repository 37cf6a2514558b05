import { z } from "zod";
import { width } from "../encode/config.ts";

/** Settings of a generator that learns against a critic. */
export const ganSettings = {
  criticWidth: width(16, "Channels of the critic's first layer"),
  loss: z.enum(["hinge", "nonSaturating"]).default("hinge"),
  rate: z.number().positive().default(1e-3).describe(
    "Step size of the generator's Adam",
  ),
  criticRate: z.number().positive().default(1e-3).describe(
    "Step size of the critic's Adam",
  ),
  widthPower: z.number().min(0).max(1).default(0).describe(
    "Power of 16 / width that both step sizes are multiplied with; 0 for the same at every width",
  ),
  beta1: z.number().min(0).max(0.999).default(0.5).describe(
    "Decay of Adam's first moment",
  ),
  ema: z.number().min(0).max(1).default(0.999).describe(
    "Decay of the averaged weights",
  ),
};
