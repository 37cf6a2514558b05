import type { Study } from "./_study.ts";
import { definitionOf } from "../../scores.ts";
import { figure } from "./figures.ts";
import type { Html } from "./html.ts";
import { section, table } from "./_layout.ts";
import { distinct } from "./_observations.ts";
import { aboutOf } from "./_words.ts";

/** What every encoder reported. */
export function encodersPart({ inputs, text }: Study): Html | undefined {
  if (inputs.encoders === undefined) return undefined;
  const entries = Object.entries(inputs.encoders);
  const names = distinct(entries.flatMap(([, scores]) => Object.keys(scores)));
  const aboutOfScore = (name: string) => {
    const of = entries.find(([, scores]) => name in scores)?.[1][name];
    const definition = definitionOf(name, of);
    return definition && aboutOf(definition, text);
  };
  return section(
    text.encoders,
    table(
      [
        text.latent,
        ...names.map((name) => ({ text: name, about: aboutOfScore(name) })),
      ],
      entries.map(([label, scores]) => [
        label,
        ...names.map((name) => {
          const value = scores[name]?.value;
          return value === undefined ? "–" : figure(value, text.locale);
        }),
      ]),
    ),
  );
}
