/** Data that survives JSON unchanged. */
export type Data =
  | null
  | boolean
  | number
  | string
  | readonly Data[]
  | { readonly [key: string]: Data };

/**
 * Copies plain data with the keys of every record sorted and absent
 * (`undefined`) entries dropped, so that equal data has one form.
 *
 * @param value What a config or a manifest holds
 * @param path Name of `value` in the error message
 * @throws {TypeError} when `value` holds anything that JSON cannot carry
 * unchanged: a function, a class instance, a non-finite number, a lone
 * surrogate
 *
 * @example
 * ```ts
 * import { canonical } from "./canonical.ts";
 *
 * console.assert(JSON.stringify(canonical({ b: 1, a: 2 })) === '{"a":2,"b":1}');
 * ```
 */
export function canonical(value: unknown, path = "value"): Data {
  if (value === null || typeof value === "boolean") return value;
  if (typeof value === "number") {
    if (!Number.isFinite(value)) throw notData(path, `the number ${value}`);
    return value;
  }
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw notData(path, "half of a surrogate pair");
    return value;
  }
  if (Array.isArray(value)) {
    return value.map((item, i) => canonical(item ?? null, `${path}[${i}]`));
  }
  if (!isRecord(value)) throw notData(path, describe(value));
  const result: Record<string, Data> = Object.create(null);
  for (const key of Object.keys(value).sort()) {
    const entry = value[key];
    if (entry === undefined) continue;
    if (!key.isWellFormed()) throw notData(path, "half of a surrogate pair");
    result[key] = canonical(entry, `${path}.${key}`);
  }
  return result;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

function describe(value: unknown): string {
  if (typeof value === "object" && value !== null) {
    return `a ${value.constructor?.name ?? "object"}`;
  }
  return `a ${typeof value}`;
}

function notData(path: string, what: string): TypeError {
  return new TypeError(
    `Cannot use '${path}' in a cache key: expected plain data (text, finite numbers, booleans, lists, records), got ${what}`,
  );
}
