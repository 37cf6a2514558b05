import type { Study } from "./_decide.ts";
import { escapeHtml, section, whole } from "./_html.ts";
import { distinct } from "./_study.ts";

/** What the page rests on, and what its numbers mean. */
export function provenancePart(study: Study): string {
  const { rows, text, metric, config } = study;
  const list = (values: readonly (string | number)[]) =>
    escapeHtml(values.join(", "));
  const facts = [
    [config.latentAxis, list(distinct(rows.map(({ latent }) => latent)))],
    [config.sizeAxis, list(distinct(rows.map(({ size }) => size)))],
    [config.seedAxis, list(distinct(rows.map(({ seed }) => seed)))],
    [config.modeAxis, list(distinct(rows.map(({ mode }) => mode)))],
    [text.metric, list([metric])],
  ].filter(([, value]) => value !== "");
  const names = distinct(
    rows.flatMap(({ scores }) => Object.keys(scores)).map(family),
  );
  const meanings = [...names, "adversarial"].flatMap((name) => {
    const meaning = text.metrics[name];
    return meaning === undefined ? [] : [[name, escapeHtml(meaning)]];
  });
  return section(text.definitions, definitions(meanings)) +
    section(text.provenance, definitions([...facts, ...picturesOf(study)]));
}

/** How many pictures there are, and what was passed over, by kind. */
function picturesOf({ inputs, text }: Study): string[][] {
  const counts = Object.entries(inputs.pictures ?? {})
    .filter(([, { value }]) => value > 0)
    .map(([name, { value }]) =>
      `${escapeHtml(name)} ${whole(value, text.locale)}`
    );
  return counts.length === 0 ? [] : [[text.pictures, counts.join(", ")]];
}

/** The name of a score without its extractor. */
function family(name: string): string {
  return name.replace(/[[ ].*$/, "");
}

function definitions(pairs: readonly (readonly string[])[]): string {
  return `<dl>${
    pairs.map(([name, text]) => `<dt>${escapeHtml(name!)}</dt><dd>${text}</dd>`)
      .join("")
  }</dl>`;
}
