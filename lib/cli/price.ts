import { hostClass } from "../run/machine/host.ts";
import type { Settings } from "./settings.ts";

const HOUR = 3600;

/** What an hour on this machine costs. */
export interface Price {
  /** In `currency`. */
  readonly perHour: number;
  /** Three letters, such as EUR. */
  readonly currency: string;
}

/**
 * Price of a class of hardware: that of the pattern that matches with the most
 * letters besides `*`; undefined without one, or without a currency.
 *
 * @param settings `currency`, and `prices` by pattern
 * @param host Default: this machine's
 *
 * @example
 * ```ts
 * import { priceOf } from "./price.ts";
 *
 * const prices = { "*": 1, "linux/*": 2 };
 * const price = priceOf({ currency: "EUR", prices }, "linux/x86_64/A/2");
 * console.assert(price?.perHour === 2);
 * ```
 */
export function priceOf(
  { currency, prices }: Pick<Settings, "currency" | "prices">,
  host: string = hostClass(),
): Price | undefined {
  const [best] = Object.entries(prices)
    .filter(([pattern]) => matches(pattern, host))
    .sort(([a], [b]) => letters(b) - letters(a));
  if (best === undefined || currency === undefined) return undefined;
  return { perHour: best[1], currency };
}

/**
 * An amount of money for people: two decimals, four below 0.1.
 *
 * @example
 * ```ts
 * import { formatMoney } from "./price.ts";
 *
 * console.assert(formatMoney(1.5, "EUR") === "1.50 EUR");
 * ```
 */
export function formatMoney(amount: number, currency: string): string {
  return `${amount.toFixed(amount < 0.1 ? 4 : 2)} ${currency}`;
}

/** What a time costs, in the price's currency. */
export function costOfTime(seconds: number, { perHour }: Price): number {
  return seconds / HOUR * perHour;
}

/** Seconds that an amount of money, in the price's currency, buys. */
export function timeForMoney(amount: number, { perHour }: Price): number {
  return amount / perHour * HOUR;
}

/** Takes each part where it first fits, which leaves the most for the others. */
function matches(pattern: string, host: string): boolean {
  const [first, ...others] = pattern.split("*") as [string, ...string[]];
  const last = others.pop();
  if (last === undefined) return host === pattern;
  if (!host.startsWith(first)) return false;
  let from = first.length;
  for (const part of others) {
    const at = host.indexOf(part, from);
    if (at < 0) return false;
    from = at + part.length;
  }
  return host.length - from >= last.length && host.endsWith(last);
}

function letters(pattern: string): number {
  return pattern.replaceAll("*", "").length;
}
