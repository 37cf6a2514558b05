import { z } from "zod";
import { defineStage } from "../../lib/dsl/stage.ts";
import { Images, Scores } from "../kinds/mod.ts";
import { fits, idxConfig } from "./idx_config.ts";

/**
 * Fashion-MNIST: 60,000 grey pictures of clothes for training and 10,000 for
 * testing, ten classes, read as `data.mnist` reads digits, from the four IDX files,
 * compressed or not. Debian's package `dataset-fashion-mnist` puts them where
 * `path` looks by default.
 *
 * @throws {TypeError} when a file is damaged or holds something else
 */
export const fashionMnist = defineStage({
  name: "data.fashionMnist",
  version: 1,
  summary: "Reads the Fashion-MNIST pictures",
  source: "Xiao, Rasul and Vollgraf, Fashion-MNIST, arXiv 1708.07747",
  config: z.object({
    ...idxConfig,
    path: z.string().default("/usr/share/datasets/fashion-mnist").describe(
      "Folder with the four IDX files",
    ),
  }).refine(fits, {
    error: "limit and validation together must not exceed 60000",
  }),
  inputs: {},
  outputs: { train: Images, validation: Images, test: Images, scores: Scores },
  testOutputs: ["test", "scores"],
  files: ["path"],
  filesRemedy: "on Debian, apt-get install dataset-fashion-mnist brings them",
  run: async ({ config, ctx }) =>
    (await import("./work/read_fashion.ts")).readFashion(config, ctx),
});
