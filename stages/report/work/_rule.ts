import type { Metric, Rule } from "../../../lib/verdict/rule.ts";
import type { Place } from "../../../lib/verdict/trial.ts";

/** Settings of the rule. */
export interface RuleConfig {
  readonly epsilon?: number | Readonly<Record<string, number>> | undefined;
  readonly looks: readonly number[];
  readonly power: number;
  readonly tolerance: number;
}

/** The rule by which a study is judged. */
export function ruleOf(
  config: RuleConfig,
  { metrics, baseline, parameters }: {
    readonly metrics: readonly Metric[];
    readonly baseline: string;
    readonly parameters: (place: Place) => number;
  },
): Rule {
  const { epsilon, looks, power, tolerance } = config;
  return {
    metrics,
    baseline,
    parameters,
    epsilon: typeof epsilon === "number"
      ? { [metrics[0]!.name]: epsilon }
      : epsilon,
    looks,
    power,
    tolerance,
  };
}
