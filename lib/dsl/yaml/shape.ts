import { PipelineError, type Place } from "../error.ts";
import { suggestion } from "../suggest.ts";
import { describe, type Located, type LocatedMap } from "./located.ts";

/** An error at a place of a pipeline file. */
export function mistake(
  message: string,
  place: Place,
  cause?: unknown,
): PipelineError {
  return new PipelineError("misuse", message, { place, cause });
}

/**
 * A mapping.
 *
 * @throws {PipelineError} when `located` is something else
 */
export function expectMap(located: Located, what: string): LocatedMap {
  if (located.type === "map") return located;
  throw mistake(
    `Cannot read ${what}: expected a mapping, got ${describe(located)}`,
    located.place,
  );
}

/**
 * The text of a scalar.
 *
 * @throws {PipelineError} when `located` is something else
 */
export function expectText(located: Located, what: string): string {
  if (located.type === "scalar" && typeof located.value === "string") {
    return located.value;
  }
  throw mistake(
    `Cannot read ${what}: expected text, got ${describe(located)}`,
    located.place,
  );
}

/**
 * The values of a mapping with known keys.
 *
 * @throws {PipelineError} when the mapping has another key
 */
export function takeKeys<const K extends string>(
  map: LocatedMap,
  known: readonly K[],
  what: string,
): { readonly [P in K]?: Located } {
  for (const [name, { key }] of map.entries) {
    if (known.includes(name as K)) continue;
    throw mistake(
      `Cannot read ${what}: unknown key '${name}'${
        suggestion(name, known) || `; known: ${known.join(", ")}`
      }`,
      key,
    );
  }
  return Object.fromEntries(
    [...map.entries].map(([name, { value }]) => [name, value]),
  ) as { readonly [P in K]?: Located };
}

/** A located value as plain data. */
export function toPlain(located: Located): unknown {
  switch (located.type) {
    case "scalar":
      return located.value;
    case "list":
      return located.items.map(toPlain);
    case "map":
      return Object.fromEntries(
        [...located.entries].map(([name, { value }]) => [name, toPlain(value)]),
      );
    default:
      return located satisfies never;
  }
}
