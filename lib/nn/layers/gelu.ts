import * as smooth from "../functions/smooth.ts";
import type { Activation } from "./_activation.ts";
import { layer } from "./layer.ts";

/** x · Φ(x), exact. */
export const gelu = layer<Activation<"gelu">>({
  type: "gelu",
  source: "Hendrycks and Gimpel, Gaussian Error Linear Units, 2016",
  apply: (_, x) => smooth.gelu(x),
});
