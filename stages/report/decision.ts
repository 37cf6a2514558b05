import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { anySplit, many, optional, testOnly } from "../../lib/dsl/kind.ts";
import { studyConfig } from "./study_config.ts";
import {
  Images,
  Page,
  Samples,
  Scores,
  Table,
  VerdictKind,
} from "../kinds/mod.ts";

/**
 * The page that a decision is taken on: which latent needs the smallest
 * generator, how much smaller, how sure, and what was not shown.
 *
 * Slots are labelled by one grid with the axes of `config`; `quality` holds
 * the scores of each row, `cost` its size (`parameters`, `flops`,
 * `millisecondsPerImage`), `training` its `diverged` and `collapsed` flags, and
 * what it took (`steps`, `trainingFlops`, `atBudget`),
 * `distance` its adversarial distance, `samples` its images; `pictures` are the
 * counts of a data stage. Samples are called
 * different from real images only where the interval of an `excess` over the
 * floor leaves out 0.
 *
 * What a score is, what is better and where the page shows it is said by its
 * definition: built-in ones are listed in `stages/scores.ts`, and a stage of your
 * own returns a `ScoreDefinition` with each value.
 *
 * The quality aimed at, latent and size are chosen from `quality`, the pilot,
 * which may not have seen test images. `final` holds rows scored on test images:
 * of fresh seeds, on which the choice is tested, or the same rows as `quality`,
 * or nothing; without fresh seeds the level of the tests is divided by the number
 * of latents and sizes. `longer` holds the baseline's rows of the pilot, trained
 * for (three times) longer, with the flags of those trainings. A saving is said only by the rule of `judge` in
 * `lib/verdict`: `verdict` holds what it found, and what is missing.
 *
 * @throws {RangeError} when the headline metric or an axis is in no row, a score
 * that must agree is not in all rows or says not which values are good, a size has
 * no parameters, a training has several rows of one law of codes, `final` has some
 * seeds of the pilot and some others, or other fresh seeds than `looks` plans, or
 * the baseline has no sound row
 */
export const decision = defineStage({
  name: "report.decision",
  version: 20,
  summary: "Writes the page that says which latent to use, and how sure we are",
  config: z.object({
    title: z.string().default("Which latent needs the smallest generator?"),
    question: z.string().default(""),
    ...studyConfig,
    looks: z.array(z.int().positive()).default([]).describe(
      "Fresh seeds that were planned, look by look; needed with 'final' of fresh seeds",
    ),
    power: z.number().gt(0).lt(1).default(0.8).describe(
      "Chance of showing a saving for which seeds are counted",
    ),
    tolerance: z.number().positive().default(0.1).describe(
      "Share by which the baseline may still get better with longer training",
    ),
    controls: z.array(z.string()).default(["random", "shuffled"]).describe(
      "Latents that are controls",
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
    longer: optional(many(Scores)),
    training: optional(many(anySplit(Scores))),
    distance: optional(many(anySplit(Scores))),
    floor: optional(anySplit(Scores)),
    encoders: optional(many(anySplit(Scores))),
    pictures: optional(anySplit(Scores)),
    samples: optional(many(anySplit(Samples))),
    reference: optional(anySplit(Images)),
  },
  outputs: { page: Page, data: Table, verdict: VerdictKind },
  run: async (args) => (await import("./work/decide.ts")).decide(args),
});
