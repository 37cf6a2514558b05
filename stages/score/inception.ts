import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { scoreInputs, scoreOutputs } from "./slots.ts";

/**
 * Inception score by the given classifier, from 1 to its number of classes;
 * kept for comparison with older work. It never looks at real images: a
 * generator that draws one clear image of each class gets the best score. With
 * another classifier than Inception's it does not compare with published
 * values.
 *
 * The mean over random splits, with Student's interval over them. With fewer
 * images than splits it is undefined, and left out.
 *
 * Source: Salimans et al., NeurIPS 2016.
 */
export const inception = defineStage({
  name: "score.inception",
  version: 3,
  summary: "Measures how sharp and varied the classes of samples are (legacy)",
  source: "Salimans et al., NeurIPS 2016",
  config: z.object({ splits: z.int().positive().default(10) }),
  inputs: scoreInputs,
  outputs: scoreOutputs,
  refuse: async (planned) =>
    (await import("./work/need_classes.ts")).refuseClassless(planned),
  run: async (args) =>
    (await import("./work/score_inception.ts")).scoreInception(args),
});
