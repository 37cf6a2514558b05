import { z } from "zod";
import { defineFittedEncoder } from "../roles/encoder.ts";
import { dim, whiten } from "./config.ts";

/**
 * Principal components of the pixels, as a linear encoder. Codes are
 * standardised, so they are whitened.
 *
 * @throws {RangeError} when there are fewer images or pixels than components
 */
export const pca = defineFittedEncoder({
  name: "encode.pca",
  version: 4,
  summary: "Projects images on their principal components",
  source: "Pearson 1901; Bishop, PRML, section 12.1",
  config: z.object({ dim, whiten }),
  fit: async (args) => (await import("./work/fit_pca.ts")).fitPca(args),
});
