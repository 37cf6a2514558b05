import { drop, type Dropping } from "./_drop.ts";
import { layer } from "./layer.ts";

/** Drops each element for itself while training. */
export type Dropout = Dropping<"dropout">;

/** No parameters. */
export const dropout = layer<Dropout>({
  type: "dropout",
  source: "Srivastava et al., Dropout, JMLR 2014",
  apply: (cx, x, { rate }) => drop(cx, x, { rate, shape: x.shape.slice(1) }),
});
