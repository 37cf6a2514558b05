import { isTrained } from "./shapes.ts";

/** The weights that training changes, without the buffers. */
export function trainedOf<T>(
  weights: Readonly<Record<string, T>>,
): Record<string, T> {
  return Object.fromEntries(
    Object.entries(weights).filter(([name]) => isTrained(name)),
  );
}
