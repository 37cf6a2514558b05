import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { anySplit, many, optional, testOnly } from "../../lib/dsl/kind.ts";
import { Images, Page, Samples, Scores, Table } from "../kinds.ts";

/**
 * The page that a decision is taken on: which latent needs the smallest
 * generator, how much smaller, how sure, and what was not shown.
 *
 * Slots are labelled by one grid with the axes of `config`; `quality` holds
 * the scores of each row, `cost` its size (`parameters`, `flops`,
 * `millisecondsPerImage`), `training` its `diverged` and `collapsed` flags,
 * `distance` its adversarial distance, `samples` its images. Samples are called
 * different from real images only where the interval of an `excess` over the
 * floor leaves out 0.
 *
 * The quality aimed at, latent and size are chosen from `quality`, which may not
 * have seen test images. `final` holds the same rows scored on test images: with
 * it, charts and scores are of those, and the page says what became of the
 * choice on them; without it, it says that choice and figures rest on the same
 * images.
 *
 * @throws {RangeError} when the headline metric or an axis is in no row,
 * or `quality` and `final` have other rows
 */
export const decision = defineStage({
  name: "report.decision",
  version: 11,
  summary: "Writes the page that says which latent to use, and how sure we are",
  config: z.object({
    title: z.string().default("Which latent needs the smallest generator?"),
    question: z.string().default(""),
    metric: z.string().optional().describe(
      "Headline score; default: the first for which lower is better",
    ),
    epsilon: z.number().optional().describe(
      "Quality to reach; default: the best mean of the baseline",
    ),
    baseline: z.string().default("gaussian").describe(
      "Latent that others are compared with",
    ),
    controls: z.array(z.string()).default(["random", "shuffled"]).describe(
      "Latents that are controls",
    ),
    latentAxis: z.string().default("latent"),
    sizeAxis: z.string().default("width"),
    seedAxis: z.string().default("seed"),
    modeAxis: z.string().default("mode"),
    headlineMode: z.string().default("prior").describe(
      "Law of codes on which the answer rests",
    ),
    demonstration: z.boolean().default(false).describe(
      "Marks the page as a small demonstration",
    ),
    language: z.enum(["en", "ja"]).default("en"),
    notes: z.array(z.string()).default([]).describe(
      "Further lines of what was not shown",
    ),
  }),
  inputs: {
    quality: many(Scores),
    cost: many(Scores),
    final: optional(many(testOnly(Scores))),
    training: optional(many(Scores)),
    distance: optional(many(anySplit(Scores))),
    floor: optional(anySplit(Scores)),
    encoders: optional(many(anySplit(Scores))),
    samples: optional(many(anySplit(Samples))),
    reference: optional(anySplit(Images)),
  },
  outputs: { page: Page, data: Table },
  run: async (args) => (await import("./_decide.ts")).decide(args),
});
