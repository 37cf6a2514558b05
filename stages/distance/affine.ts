import { z } from "zod";
import { anySplit, laid } from "../../lib/dsl/kind.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Latents, Scores } from "../kinds/mod.ts";

/**
 * The squared distance from codes to images under the best affine generator,
 * with each code paired to its image: E‖x − (A·z + b)‖² at the least-squares
 * solution. It bounds the squared 2-Wasserstein distance from above, and for
 * `k` principal components it is the optimum, Σ_{i>k} λ_i, which is reported
 * beside it as `affineFloor`, k being the `rank` of the codes: columns that are
 * constant or follow from others count for nothing.
 *
 * @throws {RangeError} when codes and images are not pairs, a code is not
 * finite, or there are fewer than two images
 */
export const affine = defineStage({
  name: "distance.affine",
  version: 3,
  summary: "Measures how well an affine map turns codes into images",
  source: "Eckart and Young 1936; Peyré and Cuturi 2019, section 2.6",
  config: z.object({}),
  inputs: {
    images: anySplit(Images),
    latents: anySplit(laid(Latents, "vector", "grid", "sequence")),
  },
  outputs: { scores: Scores },
  tensors: true,
  resources: { gpu: 1 / 8 },
  run: async (args) =>
    (await import("./work/measure_affine.ts")).measureAffine(args),
});
