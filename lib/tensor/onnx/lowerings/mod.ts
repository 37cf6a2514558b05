/**
 * The kernels that are recorded; all others fall back to the reference.
 *
 * @module
 */
import type { Lowerings } from "../lowering.ts";
import { arrangement } from "./arrangement.ts";
import { convolutions } from "./convolution/mod.ts";
import { elementwise } from "./elementwise.ts";
import { products } from "./product.ts";
import { reductions } from "./reduction.ts";

/** Every lowering, by kernel name. */
export const lowerings: Lowerings = {
  ...elementwise,
  ...reductions,
  ...arrangement,
  ...products,
  ...convolutions,
};
