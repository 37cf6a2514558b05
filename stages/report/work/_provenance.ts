import type { Study } from "./_study.ts";
import { whole } from "./figures.ts";
import { type Html, html } from "./html.ts";
import { definitions, section, stacked } from "./_layout.ts";
import { distinct, type Observation, observations } from "./_observations.ts";
import { definitionOf } from "../../scores.ts";
import type { Column } from "./_columns.ts";
import { aboutOf, meaningOf } from "./_words.ts";

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
  const meanings = new Map(
    shownScores(study).map(({ id, definition, isOwn }) => [
      id.replace(/\[.*$/, ""),
      // No reader knows which values of a stage's own score are good.
      isOwn ? aboutOf(definition, text) : meaningOf(definition, text),
    ]),
  );
  return stacked([
    section(text.definitions, definitions([...meanings])),
    section(text.provenance, definitions([...facts, ...picturesOf(study)])),
  ]);
}

/** How many pictures there are, and what was passed over, by kind. */
function picturesOf({ inputs, text }: Study): [string, Html][] {
  const counts = Object.entries(inputs.pictures ?? {})
    .filter(([, { value }]) => value > 0)
    .map(([id, score], i) => {
      const definition = definitionOf(id, score);
      const count = `${id} ${whole(score.value, text.locale)}`;
      const explained = definition === undefined
        ? count
        : html`<span title="${aboutOf(definition, text)}">${count}</span>`;
      return html`${i === 0 ? "" : ", "}${explained}`;
    });
  return counts.length === 0 ? [] : [[text.pictures, html`${counts}`]];
}

/** A score of the page, and whether its stage said what it is. */
interface Shown extends Column {
  readonly isOwn: boolean;
}

/** Scores that the page says something by. */
function shownScores({ rows, inputs, axes, rule }: Study): Shown[] {
  const judged = new Set(rule.metrics.map(({ name }) => name));
  const distances = observations(inputs.distance ?? {}, axes);
  return [
    ...definedOf(rows).filter(({ id, definition: { shown } }) =>
      judged.has(id) || shown === "quality" || shown === "diversity"
    ),
    ...definedOf(distances).filter(({ definition }) =>
      definition.shown === "distance"
    ),
  ];
}

function definedOf(rows: readonly Observation[]): Shown[] {
  return rows.flatMap(({ scores }) => Object.entries(scores))
    .flatMap(([id, score]) => {
      const definition = definitionOf(id, score);
      if (definition === undefined) return [];
      return [{ id, definition, isOwn: score.name !== undefined }];
    });
}
