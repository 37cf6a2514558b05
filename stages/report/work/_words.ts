import type { ScoreDefinition, Words } from "../../score/definition.ts";
import { fill } from "./_fill.ts";
import type { Strings } from "./_strings_en.ts";

/** A phrase in the language of the page. */
export function inWords(words: string | Words, { locale }: Strings): string {
  return typeof words === "string" ? words : words[locale];
}

/** What a score is, with its unit. */
export function meaningOf(
  { name, unit }: ScoreDefinition,
  text: Strings,
): string {
  const meaning = inWords(name, text);
  if (unit === undefined) return meaning;
  return fill(text.scores.unit, { meaning, unit: inWords(unit, text) });
}

/** The same with the direction that is better. */
export function aboutOf(definition: ScoreDefinition, text: Strings): string {
  const { better } = definition;
  const meaning = meaningOf(definition, text);
  if (better === undefined) return meaning;
  return fill(text.scores.better, { meaning, better: text.scores[better] });
}
