import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { optional } from "../../lib/dsl/kind.ts";
import { Generator, Prior, Scores } from "../kinds/mod.ts";

/**
 * What an image costs: parameters, floating-point operations, and milliseconds
 * measured on this machine with one thread. With the prior that codes are drawn
 * from, all three are of generator and prior together, and the parameters of
 * each are told as well: a small generator on a large prior is not small. It is a stage of its
 * own because time is measured, not computed: its result is kept, and says
 * nothing about another machine.
 */
export const cost = defineStage({
  name: "generate.cost",
  version: 2,
  summary: "Measures parameters, operations and time an image",
  config: z.object({
    batch: z.int().positive().default(64).describe("Images at once"),
    repeats: z.int().positive().default(15).describe(
      "Timed runs; the median counts",
    ),
  }),
  inputs: { generator: Generator, prior: optional(Prior) },
  outputs: { scores: Scores },
  tensors: true,
  timed: true,
  run: async (args) =>
    (await import("./work/measure_cost.ts")).measureCost(args),
});
