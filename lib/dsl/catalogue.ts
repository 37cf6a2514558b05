import type { Stage } from "./stage.ts";

/** Stages by name. */
export type Catalogue = Readonly<Record<string, Stage>>;

/**
 * Lists stages by name.
 *
 * @throws {RangeError} when two stages share a name
 *
 * @example
 * ```ts
 * import { z } from "zod";
 * import { catalogue } from "./catalogue.ts";
 * import { defineStage } from "./stage.ts";
 *
 * const nothing = defineStage({
 *   name: "demo.nothing",
 *   version: 1,
 *   summary: "Makes nothing",
 *   config: z.object({}),
 *   inputs: {},
 *   outputs: {},
 *   run: () => Promise.resolve({}),
 * });
 * console.assert(catalogue([nothing])["demo.nothing"] === nothing);
 * ```
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
