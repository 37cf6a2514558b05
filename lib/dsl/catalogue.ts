import type { Stage } from "./stage.ts";

/** Stages by name. */
export type Catalogue = Readonly<Record<string, Stage>>;

/**
 * Lists stages by name.
 *
 * @throws {RangeError} when two stages share a name
 */
export function catalogue<const S extends readonly Stage[]>(
  stages: S,
): { readonly [I in S[number] as I["spec"]["name"]]: I } {
  const result: Record<string, Stage> = {};
  for (const stage of stages) {
    if (stage.spec.name in result) {
      throw new RangeError(
        `Cannot list stages: two are named '${stage.spec.name}'`,
      );
    }
    result[stage.spec.name] = stage;
  }
  return result as never;
}
