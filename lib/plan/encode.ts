import type { Data } from "./canonical.ts";

/**
 * Encodes canonical data as text such that different data never gives the
 * same text: every value is typed, and strings, lists and records carry their
 * lengths. Lengths count UTF-16 code units.
 *
 * @example
 * ```ts
 * import { encodeData } from "./encode.ts";
 *
 * console.assert(encodeData(["ab", "c"]) !== encodeData(["a", "bc"]));
 * console.assert(encodeData(1) !== encodeData("1"));
 * ```
 */
export function encodeData(value: Data): string {
  if (value === null) return "n;";
  switch (typeof value) {
    case "boolean":
      return value ? "t;" : "f;";
    case "number":
      return `d${Object.is(value, -0) ? "-0" : String(value)};`;
    case "string":
      return `s${value.length}:${value}`;
  }
  if (Array.isArray(value)) {
    let text = `a${value.length}:`;
    for (const item of value) text += encodeData(item);
    return text;
  }
  const record = value as Readonly<Record<string, Data>>;
  const keys = Object.keys(record).sort();
  let text = `o${keys.length}:`;
  for (const key of keys) {
    text += `s${key.length}:${key}${encodeData(record[key]!)}`;
  }
  return text;
}
