import { type Arm, meanLoss, ofLatent } from "./arms.ts";
import { type Rule, signOf } from "./rule.ts";

/** The quality that generators are asked to reach. */
export interface Aim {
  /** By metric, in its own direction. */
  readonly epsilon: Readonly<Record<string, number>>;
  /** Baseline's size whose quality it is; undefined when all of it was given. */
  readonly size: number | undefined;
}

/**
 * The quality to reach. What the rule does not give comes from the pilot: half
 * way between the baseline's best size and the one below it. That size reaches
 * it with room to spare and the one below misses it, so that seeds can tell
 * them apart; the best mean itself would be reached by chance, half the time.
 * No aim is beyond what real images get.
 *
 * @param arms Of the pilot
 * @returns undefined when the baseline has no value
 */
export function aimOf(arms: readonly Arm[], rule: Rule): Aim | undefined {
  const [lead] = rule.metrics;
  const own = ofLatent(arms, rule.baseline);
  const known = (name: string) => rule.epsilon?.[name];
  const sizes = lead === undefined
    ? []
    : own.filter((arm) => Number.isFinite(meanLoss(arm, lead)));
  if (lead === undefined || sizes.length === 0) return undefined;
  const asked = known(lead.name);
  const at = asked === undefined
    ? best(sizes.map((arm) => meanLoss(arm, lead)))
    : firstReaching(
      sizes.map((arm) => meanLoss(arm, lead)),
      signOf(lead) * asked,
    );
  const epsilon = rule.metrics.map((metric) => {
    const given = known(metric.name);
    if (given !== undefined) return [metric.name, given];
    const [here, below] = [at, Math.max(0, at - 1)].map((i) =>
      meanLoss(sizes[i], metric)
    ) as [number, number];
    const sign = signOf(metric);
    const floor = metric.floor === undefined ? -Infinity : sign * metric.floor;
    return [metric.name, sign * Math.max((here + below) / 2, floor)];
  });
  const isGiven = rule.metrics.every(({ name }) => known(name) !== undefined);
  return {
    epsilon: Object.fromEntries(epsilon),
    size: isGiven ? undefined : sizes[at]!.size,
  };
}

function best(losses: readonly number[]): number {
  return losses.indexOf(Math.min(...losses));
}

/** The first that reaches a limit, else the best. */
function firstReaching(losses: readonly number[], limit: number): number {
  const at = losses.findIndex((loss) => loss <= limit);
  return at < 0 ? best(losses) : at;
}
