import { type Arm, meanLoss, ofLatent } from "./arms.ts";
import { type Rule, signOf } from "./rule.ts";

/** Where the aim by one metric comes from. */
export type AimSource =
  /** Asked for. */
  | "given"
  /** Half way between a size of the baseline and the one below it. */
  | "between"
  /** Of a size of the baseline below which none was tried. */
  | "smallest"
  /** What as many real images get. */
  | "floor";

/** The quality that generators are asked to reach. */
export interface Aim {
  /** By metric, in its own direction. */
  readonly epsilon: Readonly<Record<string, number>>;
  /** Baseline's size whose quality it is; undefined when all of it was given. */
  readonly size: number | undefined;
  /** By metric. */
  readonly source: Readonly<Record<string, AimSource>>;
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
  const aims = rule.metrics.map((metric): [string, number, AimSource] => {
    const { name } = metric;
    const given = known(name);
    if (given !== undefined) return [name, given, "given"];
    const [here, below] = [at, Math.max(0, at - 1)].map((i) =>
      meanLoss(sizes[i], metric)
    ) as [number, number];
    const sign = signOf(metric);
    const loss = (here + below) / 2;
    return metric.floor !== undefined && sign * metric.floor > loss
      ? [name, metric.floor, "floor"]
      : [name, sign * loss, at === 0 ? "smallest" : "between"];
  });
  const isGiven = rule.metrics.every(({ name }) => known(name) !== undefined);
  return {
    epsilon: Object.fromEntries(aims.map(([name, value]) => [name, value])),
    size: isGiven ? undefined : sizes[at]!.size,
    source: Object.fromEntries(aims.map(([name, , source]) => [name, source])),
  };
}

/**
 * Whether by the leading metric the baseline gets no better with its size: of
 * several, its smallest is the best.
 *
 * @param arms Of the pilot
 */
export function isFlat(arms: readonly Arm[], rule: Rule): boolean {
  const [lead] = rule.metrics;
  const losses = ofLatent(arms, rule.baseline)
    .map((arm) => meanLoss(arm, lead!))
    .filter(Number.isFinite);
  return losses.length > 1 && best(losses) === 0;
}

function best(losses: readonly number[]): number {
  return losses.indexOf(Math.min(...losses));
}

/** The first that reaches a limit, else the best. */
function firstReaching(losses: readonly number[], limit: number): number {
  const at = losses.findIndex((loss) => loss <= limit);
  return at < 0 ? best(losses) : at;
}
