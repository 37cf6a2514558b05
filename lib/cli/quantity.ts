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

/** A size for people: `"840 B"`, `"1.2 MB"`, `"35 GB"`. */
export function formatBytes(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  const digits = unit > 0 && value < 9.95 ? 1 : 0;
  return `${value.toFixed(digits)} ${units[unit]}`;
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
