import type { Data } from "./canonical.ts";

/** A config as timings see it. */
export interface Fields {
  /** All of it but the seed: equal for repetitions. */
  readonly whole: string;
  /** What is no positive number: text, switches, lists, zeros. */
  readonly kind: string;
  /** Logarithms of the positive numbers, by path. */
  readonly logs: ReadonlyMap<string, number>;
}

/**
 * Splits a config into what can be regressed on and what has to be equal.
 *
 * @param config In canonical form
 * @param omit Top-level fields that do not count, such as paths of files
 */
export function fieldsOf(
  config: Readonly<Record<string, Data>>,
  omit: readonly string[] = [],
): Fields {
  const logs = new Map<string, number>();
  const rest: [path: string, value: Data][] = [];
  const visit = (path: string, value: Data) => {
    if (typeof value === "number" && value > 0) {
      logs.set(path, Math.log(value));
      rest.push([path, ""]);
    } else if (isRecord(value)) {
      for (const [key, inner] of Object.entries(value)) {
        visit(`${path}.${key}`, inner);
      }
    } else rest.push([path, value]);
  };
  const counted = Object.entries(config)
    .filter(([field]) => field !== "seed" && !omit.includes(field))
    .sort(([a], [b]) => a < b ? -1 : 1);
  for (const [field, value] of counted) visit(field, value);
  return { whole: JSON.stringify(counted), kind: JSON.stringify(rest), logs };
}

function isRecord(value: Data): value is { readonly [key: string]: Data } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
