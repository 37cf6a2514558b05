import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { many, optional } from "../../lib/dsl/kind.ts";
import { Choice, Scores } from "../kinds/mod.ts";
import { studyConfig } from "../report/study_config.ts";

/**
 * What a pilot chooses, so that a study spends its budget where it decides: the
 * aim, the candidate (a latent and its size), the sizes of the baseline that
 * fresh seeds must tell from it and that are to be trained for longer, and the
 * arms that are worth another pilot seed. Slots and settings are those of
 * `report.decision`, which chooses in the same way.
 *
 * With `known`, a pipeline builds what is chosen: successive halving gives more
 * seeds to the better half of the arms.
 *
 * @throws {RangeError} as `report.decision` does
 */
export const choose = defineStage({
  name: "study.choose",
  version: 2,
  summary: "Chooses aim, latent and size from a pilot, and who goes on",
  source: "Jamieson and Talwalkar, AISTATS 2016, for halving",
  config: z.object({
    ...studyConfig,
    looks: z.array(z.int().positive()).default([8]).describe(
      "Fresh seeds that are planned, look by look",
    ),
    keep: z.number().gt(0).max(1).default(0.5).describe(
      "Share of the arms that go on",
    ),
    least: z.int().positive().default(3).describe("Fewest arms that go on"),
  }),
  inputs: {
    quality: many(Scores),
    cost: many(Scores),
    training: optional(many(Scores)),
  },
  outputs: { choice: Choice },
  run: async (args) => (await import("./work/choose.ts")).chooseArms(args),
});
