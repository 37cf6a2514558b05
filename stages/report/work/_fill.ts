import type { HtmlValue } from "./html.ts";

/** Fills the braces of a sentence. */
export function fill(
  sentence: string,
  values: Readonly<Record<string, string | number>>,
): string {
  return filled(sentence, values).join("");
}

/** The same in parts, of which some may be HTML. */
export function filled<Value extends HtmlValue>(
  sentence: string,
  values: Readonly<Record<string, Value>>,
): (string | Value)[] {
  return sentence.split(/\{(\w+)\}/).map((part, i) =>
    i % 2 === 0 ? part : values[part] ?? `{${part}}`
  );
}
