import { z } from "zod";

/** Settings that say how the rows of a study are read, and what is chosen from them. */
export const studyConfig = {
  metric: z.string().optional().describe(
    "Headline score; default: the first that leads, as kernel distances do, else the first for which lower is better",
  ),
  agree: z.array(z.string()).optional().describe(
    "Scores that must agree; default: the headline's, by every extractor",
  ),
  epsilon: z.union([z.number(), z.record(z.string(), z.number())]).optional()
    .describe(
      "Quality to reach, or one a score; default: half way between the baseline's best size and the one below",
    ),
  baseline: z.string().default("gaussian").describe(
    "Latent that others are compared with",
  ),
  latentAxis: z.string().default("latent"),
  sizeAxis: z.string().default("width"),
  seedAxis: z.string().default("seed"),
  modeAxis: z.string().default("mode"),
  headlineMode: z.string().default("prior").describe(
    "Law of codes on which the answer rests",
  ),
};
