const BYTES: Readonly<Record<string, number>> = {
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

const SECONDS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  min: 60,
  h: 3600,
  d: 86_400,
};

/**
 * Bytes of a size such as `"50 GB"` or `"1.5GiB"`; undefined when it is none.
 *
 * @example
 * ```ts
 * import { parseBytes } from "./quantity.ts";
 *
 * console.assert(parseBytes("2kB") === 2000);
 * console.assert(parseBytes("2 apples") === undefined);
 * ```
 */
export function parseBytes(text: string): number | undefined {
  return parseQuantity(text, BYTES);
}

/**
 * Seconds of a duration such as `"90min"`, `"2h"` or `"1.5 d"`; undefined when
 * it is none.
 *
 * @example
 * ```ts
 * import { parseDuration } from "./quantity.ts";
 *
 * console.assert(parseDuration("2h") === 7200);
 * console.assert(parseDuration("20") === undefined);
 * ```
 */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, SECONDS);
}

function parseQuantity(
  text: string,
  units: Readonly<Record<string, number>>,
): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s*([a-z]+)$/i.exec(text.trim());
  const unit = parts?.[2]?.toLowerCase();
  if (unit === undefined || !Object.hasOwn(units, unit)) return undefined;
  return Number(parts![1]) * units[unit]!;
}
