import { resolve } from "node:path";

/**
 * Absolute path of Senzai's folder, which holds `engines/`; undefined when it is
 * loaded from a URL.
 */
export function senzaiFolder(): string | undefined {
  const { dirname } = import.meta;
  return dirname === undefined ? undefined : resolve(dirname, "../..");
}
