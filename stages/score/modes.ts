import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./slots.ts";

/**
 * Classes that samples hit, and how far their frequencies are from the
 * reference's, in nats. Both sets are assigned by the classifier, so that its
 * mistakes count on both sides. One image is enough to hit a class: the number
 * of modes tells lost classes, the divergence those that became rare.
 *
 * Intervals come from resamples of both sets. No resample hits a class that the
 * samples miss, so that of `modes[…]` ends at its value. Resampling raises the
 * divergence, so its interval is laid around the value.
 *
 * Source: Che et al., ICLR 2017.
 */
export const modes = defineStage({
  name: "score.modes",
  version: 3,
  summary: "Counts the classes that samples hit",
  source: "Che et al., ICLR 2017",
  config: z.object({
    resamples: z.int().min(0).max(10_000).default(200).describe(
      "Bootstrap resamples of both sets for the intervals; 0 for none",
    ),
  }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  refuse: async (planned) =>
    (await import("./work/need_classes.ts")).refuseClassless(planned),
  run: async (args) => (await import("./work/score_modes.ts")).scoreModes(args),
});
