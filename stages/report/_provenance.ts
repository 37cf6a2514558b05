import type { Study } from "./_study.ts";
import { whole } from "./figures.ts";
import type { Html } from "./html.ts";
import { definitions, section, stacked } from "./_layout.ts";
import { distinct } from "./_observations.ts";

/** What the page rests on, and what its numbers mean. */
export function provenancePart(study: Study): Html {
  const { rows, text, metric, config } = study;
  const facts = ([
    [config.latentAxis, distinct(rows.map(({ latent }) => latent)).join(", ")],
    [config.sizeAxis, distinct(rows.map(({ size }) => size)).join(", ")],
    [config.seedAxis, distinct(rows.map(({ seed }) => seed)).join(", ")],
    [config.modeAxis, distinct(rows.map(({ mode }) => mode)).join(", ")],
    [text.metric, metric],
  ] satisfies [string, string][]).filter(([, value]) => value !== "");
  const names = distinct(
    rows.flatMap(({ scores }) => Object.keys(scores)).map(family),
  );
  const meanings = [...names, "adversarial"].flatMap((name) => {
    const meaning = text.metrics[name];
    return meaning === undefined ? [] : [[name, meaning] as const];
  });
  return stacked([
    section(text.definitions, definitions(meanings)),
    section(text.provenance, definitions([...facts, ...picturesOf(study)])),
  ]);
}

/** How many pictures there are, and what was passed over, by kind. */
function picturesOf({ inputs, text }: Study): [string, string][] {
  const counts = Object.entries(inputs.pictures ?? {})
    .filter(([, { value }]) => value > 0)
    .map(([name, { value }]) => `${name} ${whole(value, text.locale)}`);
  return counts.length === 0 ? [] : [[text.pictures, counts.join(", ")]];
}

/** The name of a score without its extractor. */
function family(name: string): string {
  return name.replace(/[[ ].*$/, "");
}
