import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Generator, Scores } from "../kinds.ts";

/**
 * What an image costs: trained parameters, floating-point operations, and
 * milliseconds measured on this machine with one thread. It is a stage of its
 * own because time is measured, not computed: its result is kept, and says
 * nothing about another machine.
 */
export const cost = defineStage({
  name: "generate.cost",
  version: 1,
  summary: "Measures parameters, operations and time an image",
  config: z.object({
    batch: z.int().positive().default(64).describe("Images at once"),
    repeats: z.int().positive().default(15).describe(
      "Timed runs; the median counts",
    ),
  }),
  inputs: { generator: Generator },
  outputs: { scores: Scores },
  tensors: true,
  timed: true,
  run: async (args) => (await import("./_measure_cost.ts")).measureCost(args),
});
