import type { Model } from "../../kinds/mod.ts";
import { type Layout, layoutFact, layoutOfShape } from "../../layout.ts";

/** How the codes lie that a generator takes. */
export function codeLayout(
  { network, facts }: Pick<Model, "network" | "facts">,
): Layout {
  return layoutFact(facts) ??
    layoutOfShape(facts.flow === "noise" ? [Number(facts.dim)] : network.input);
}
