import type { Study } from "./_decide.ts";
import { escapeHtml, figure, htmlTable, section } from "./_html.ts";
import { distinct } from "./_study.ts";

/** What every encoder reported. */
export function encodersPart({ inputs, text }: Study): string {
  if (inputs.encoders === undefined) return "";
  const entries = Object.entries(inputs.encoders);
  const names = distinct(entries.flatMap(([, scores]) => Object.keys(scores)));
  return section(
    text.encoders,
    htmlTable(
      [text.latent, ...names.map(escapeHtml)],
      entries.map(([label, scores]) => [
        escapeHtml(label),
        ...names.map((name) => {
          const value = scores[name]?.value;
          return value === undefined ? "–" : figure(value, text.locale);
        }),
      ]),
    ),
  );
}
