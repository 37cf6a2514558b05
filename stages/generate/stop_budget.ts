import type { Planned } from "../../lib/dsl/stage.ts";
import { stop as stopSchema, type StopConfig } from "./stop_config.ts";

/** Multiple of the first look's steps at which the rule first judges. */
const JUDGED = 8;

/** Why a budget of steps is too small to be watched; nothing if it is not. */
export function smallBudget(
  { steps, stop }: {
    readonly steps: number;
    readonly stop: StopConfig | undefined;
  },
): string | undefined {
  const { first } = stop ?? stopSchema.parse({})!;
  const least = JUDGED * first;
  return steps >= least
    ? undefined
    : `expected a budget 'steps' of at least ${least}, ${JUDGED} times 'stop.first', got ${steps}; raise 'steps' or lower 'stop.first'`;
}

/** Refuses, before anything runs, a watched training that is too short. */
export function refuseSmallBudget(planned: Planned): string | undefined {
  if (planned.sources("heldOut").length === 0) return undefined;
  return smallBudget(planned.config as Parameters<typeof smallBudget>[0]);
}
