import type { PriorModel } from "../../kinds/mod.ts";
import type { Law } from "../../roles/prior_spec.ts";
import * as families from "../mod.ts";

/** How codes of Senzai's families are drawn, by name. */
const laws = new Map<string, Law>(
  Object.values(families).map(({ spec, law }) => [
    spec.name.replace(/^prior\./, ""),
    law,
  ]),
);

/**
 * How codes of a prior are drawn.
 *
 * @throws {RangeError} when its family is unknown
 */
export function lawOf({ family }: Pick<PriorModel, "family">): Law {
  const law = laws.get(family);
  if (law !== undefined) return law;
  throw new RangeError(
    `Cannot draw from prior '${family}': expected one of ${
      [...laws.keys()].join(", ")
    }; a prior of your own says with 'draws' as which of them it is drawn`,
  );
}
