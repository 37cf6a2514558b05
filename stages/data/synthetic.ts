import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Latents } from "../kinds/mod.ts";
import { seed } from "../encode/config.ts";

/**
 * Drawn pictures whose law is known: what a latent can hold, how many modes
 * there are and of which dimension the data is are not in doubt. All are grey,
 * on black, and anti-aliased.
 *
 * - `shapes`: one shape a picture, whose place (2), radius and brightness are
 *   independent and uniform: four dimensions, and a class for each shape.
 * - `mixture`: one soft dot a picture, at a point drawn from a mixture of
 *   normal laws in the plane: two dimensions, and a class for each component.
 *
 * `factors` are the true latents of the training images, each with zero mean
 * and unit variance under its law: the continuous ones, then one indicator a
 * class where there are several.
 *
 * A smaller data set of the same seed is the beginning of a larger one.
 */
export const synthetic = defineStage({
  name: "data.synthetic",
  version: 1,
  summary: "Draws pictures whose law is known",
  source:
    "Matthey et al., dSprites, 2017; Metz et al., Unrolled GANs, ICLR 2017, section 3.1",
  config: z.object({
    kind: z.enum(["shapes", "mixture"]).default("shapes"),
    size: z.literal([8, 16, 32, 64, 128, 256]).default(32).describe(
      "Height and width in pixels",
    ),
    limit: z.int().positive().max(1_000_000).default(10_000).describe(
      "Number of training images",
    ),
    validation: z.int().positive().max(1_000_000).default(1_000).describe(
      "Number of validation images",
    ),
    testLimit: z.int().positive().max(1_000_000).default(2_000).describe(
      "Number of test images",
    ),
    shapes: z.array(z.enum(["disc", "square", "triangle", "ring", "cross"]))
      .min(1).default(["disc", "square", "triangle"]).describe(
        "Shapes, each a class; for kind shapes",
      ),
    layout: z.enum(["ring", "grid"]).default("ring").describe(
      "Where the components lie; for kind mixture",
    ),
    components: z.int().min(1).max(400).default(8).describe(
      "Number of components, a square number for a grid; for kind mixture",
    ),
    spread: z.number().min(0).max(0.2).default(0.02).describe(
      "Standard deviation of a component, over the picture's side; for kind mixture",
    ),
    dot: z.number().min(0.01).max(0.2).default(0.06).describe(
      "Standard deviation of the dot's brightness, over the picture's side; for kind mixture",
    ),
    seed,
  }).refine(
    ({ kind, layout, components }) =>
      kind !== "mixture" || layout !== "grid" ||
      Number.isInteger(Math.sqrt(components)),
    { error: "components must be a square number for a grid" },
  ).refine(({ shapes }) => new Set(shapes).size === shapes.length, {
    error: "shapes must not repeat one",
  }),
  inputs: {},
  outputs: {
    train: Images,
    validation: Images,
    test: Images,
    factors: Latents,
  },
  testOutputs: ["test"],
  random: true,
  run: async (args) =>
    (await import("./work/draw_synthetic.ts")).drawSynthetic(args),
});
