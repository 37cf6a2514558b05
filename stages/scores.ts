/**
 * What the scores of built-in stages are, by family.
 *
 * @module
 */
import { dataScores } from "./data/scores.ts";
import { distanceScores } from "./distance/scores.ts";
import { encodeScores } from "./encode/scores.ts";
import { generateScores } from "./generate/scores.ts";
import { priorScores } from "./prior/scores.ts";
import type { ScoreDefinition, ScoreDefinitions } from "./score/definition.ts";
import { scoreScores } from "./score/scores.ts";

/** Every score of a built-in stage, in the order in which tables show them. */
export const scoreDefinitions: ScoreDefinitions = {
  ...scoreScores,
  ...distanceScores,
  ...generateScores,
  ...encodeScores,
  ...priorScores,
  ...dataScores,
};

/**
 * What a score is: as its stage says with the value, or as it is listed.
 *
 * @param id Such as `fd[classifier]`, or `fd` of an extractor without a name
 */
export function definitionOf(
  id: string,
  measured?: Partial<ScoreDefinition>,
): ScoreDefinition | undefined {
  if (measured?.name !== undefined) return { ...measured, name: measured.name };
  const key = keyOf(id);
  return key === undefined ? undefined : scoreDefinitions[key];
}

/** Id under which scores hold what real images get for one of them. */
export function floorOf(id: string, definition?: ScoreDefinition): string {
  const of = /\[.*\]/.exec(id)?.[0] ?? "";
  return definition?.floor?.replace("[…]", of) ?? `${id} floor`;
}

/** The key that an id is listed under. */
function keyOf(id: string): string | undefined {
  const key = id.replace(/\[.*\]/, "[…]");
  return [key, `${key}[…]`].find((each) =>
    Object.hasOwn(scoreDefinitions, each)
  );
}

const ORDER: readonly string[] = Object.keys(scoreDefinitions);

/** Place of a score among those listed; behind them when it is not. */
export function orderOf(id: string): number {
  const key = keyOf(id);
  return key === undefined ? ORDER.length : ORDER.indexOf(key);
}
