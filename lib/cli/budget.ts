import { PipelineError } from "../dsl/error.ts";
import { hostClass } from "../run/machine/host.ts";
import type { BudgetOptions } from "../run/stop/budget.ts";
import { costOfTime, formatMoney, priceOf, timeForMoney } from "./price.ts";
import { parseDuration } from "./quantity.ts";
import type { Settings } from "./settings.ts";

/**
 * Reads a budget: a duration such as `90m`, or an amount of money such as `20`
 * or `20EUR`, which is turned into time at the price of an hour.
 *
 * @param text As given on the command line
 * @param settings Currency and prices of `senzai.json`
 * @throws {PipelineError} when it is neither, when there is no currency or
 * price, or the currency is another
 *
 * @example
 * ```ts
 * import { budgetOf } from "./budget.ts";
 *
 * const settings = { currency: "EUR", prices: { "*": 2 } };
 * console.assert(budgetOf("90m", settings).seconds === 5400);
 * console.assert(budgetOf("20EUR", settings).seconds === 36_000);
 * ```
 */
export function budgetOf(
  text: string,
  settings: Pick<Settings, "currency" | "prices">,
): BudgetOptions {
  const since = performance.now();
  const seconds = parseDuration(text);
  if (seconds !== undefined && seconds > 0) return { seconds, text, since };
  const parts = /^(\d+(?:\.\d+)?)\s*([A-Z]{3})?$/.exec(text.trim());
  const amount = Number(parts?.[1]);
  if (parts === null || !(amount > 0)) {
    throw misuse(
      text,
      "expected a duration such as 30s, 90m or 2h, or money such as 20 or 20EUR",
    );
  }
  const { currency } = settings;
  if (currency === undefined) {
    throw misuse(
      text,
      'it is money, and senzai.json names no currency; set "currency" there, or give a duration such as 2h',
    );
  }
  if (parts[2] !== undefined && parts[2] !== currency) {
    throw misuse(
      text,
      `prices are in ${currency}; give the budget in ${currency}`,
    );
  }
  const price = priceOf(settings);
  if (price === undefined) {
    throw misuse(
      text,
      `senzai.json has no price for this hardware; add "prices": { "${hostClass()}": the price of an hour }, or give a duration such as 2h`,
    );
  }
  return {
    seconds: timeForMoney(amount, price),
    text: formatMoney(amount, currency),
    since,
    format: (time) => formatMoney(costOfTime(time, price), currency),
  };
}

function misuse(text: string, problem: string): PipelineError {
  return new PipelineError(
    "misuse",
    `Cannot use budget '${text}': ${problem}`,
  );
}
