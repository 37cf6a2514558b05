import { drop, type Dropping } from "./_drop.ts";
import { layer } from "./layer.ts";

/** Drops whole vectors of a sequence while training. */
export type TokenDropout = Dropping<"tokenDropout">;

/** No parameters. */
export const tokenDropout = layer<TokenDropout>({
  type: "tokenDropout",
  source: "Srivastava et al., Dropout, JMLR 2014",
  apply: (cx, x, { rate }) => drop(cx, x, { rate, shape: [x.shape[1]!, 1] }),
});
