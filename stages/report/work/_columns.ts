import type { ScoreDefinition } from "../../score/definition.ts";
import { definitionOf, orderOf } from "../../scores.ts";
import { fill } from "./_fill.ts";
import { figure, percent, whole } from "./figures.ts";
import type { Heading } from "./_layout.ts";
import type { Observation } from "./_observations.ts";
import type { Strings } from "./_strings_en.ts";
import { aboutOf, inWords } from "./_words.ts";

/** A score that a table shows. */
export interface Column {
  readonly id: string;
  readonly definition: ScoreDefinition;
}

/** Scores that some rows have for a part of the page, in the order of their list. */
export function columnsOf(
  rows: readonly Observation[],
  shown: NonNullable<ScoreDefinition["shown"]>,
): Column[] {
  const found = new Map<string, ScoreDefinition>();
  for (
    const [id, score] of rows.flatMap(({ scores }) => Object.entries(scores))
  ) {
    const definition = definitionOf(id, score);
    if (definition?.shown === shown) found.set(id, definition);
  }
  return [...found].map(([id, definition]) => ({ id, definition }))
    .sort((a, b) => orderOf(a.id) - orderOf(b.id));
}

/** Head of a column: in words, where it has any, then with what is better. */
export function headingOf(
  { id, definition }: Column,
  text: Strings,
): Heading {
  const about = aboutOf(definition, text);
  const { heading, better } = definition;
  if (heading === undefined) return { text: id, about };
  const words = inWords(heading, text) + (/\[.*\]/.exec(id)?.[0] ?? "");
  return {
    about,
    text: better === undefined ? words : fill(text.scores.better, {
      meaning: words,
      better: text.scores[better],
    }),
  };
}

/** What a column shows of some trainings. */
export function cellOf(
  values: readonly number[],
  { definition: { form, scale = 1 } }: Column,
  text: Strings,
): string {
  if (values.length === 0) return "–";
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  switch (form) {
    case "flag": {
      const count = values.filter((value) => value === 1).length;
      return count === 0 ? text.scores.none : `${count} / ${values.length}`;
    }
    case "share":
      return percent(mean);
    case "whole":
      return whole(mean / scale, text.locale);
    case undefined:
      return figure(mean / scale, text.locale);
    default:
      return form satisfies never;
  }
}
