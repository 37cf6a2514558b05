import { normalTail } from "./normal_tail.ts";
import { tQuantile } from "./t_quantile.ts";

/** Width of a strip of the integral, in the shorter scale of what is integrated. */
const STRIP = 0.2;

/**
 * Power of a one-sided Student test: the probability that the mean of n normal
 * numbers is found above a limit when it is, to about 5e-6.
 *
 * It is the tail of the noncentral t law above the test's critical value,
 * integrated over the law of the estimated deviation (Simpson's rule).
 *
 * Source: Johnson, Kotz and Balakrishnan 1995, chapter 31.
 *
 * @param effect Noncentrality: (mean − limit) · √n / deviation; negative where
 * the limit is not passed
 * @param options `degrees` of freedom, at least 1; `alpha`, the level, in (0, 1)
 * @throws {RangeError} when a value is outside its range
 *
 * @example
 * ```ts
 * import { tPower } from "./t_power.ts";
 *
 * const power = tPower(3.3, { degrees: 7, alpha: 0.05 });
 * console.assert(Math.abs(power - 0.90573) < 1e-5);
 * ```
 */
export function tPower(
  effect: number,
  { degrees, alpha }: { readonly degrees: number; readonly alpha: number },
): number {
  if (Number.isNaN(effect) || !(degrees >= 1)) {
    throw new RangeError(
      `Cannot compute a power: expected an effect and at least 1 degree of freedom, got ${effect} and ${degrees}`,
    );
  }
  const critical = tQuantile(1 - alpha, degrees);
  if (effect === Infinity) return 1;
  if (effect === -Infinity) return 0;
  // The estimated deviation over the true one is √(χ² / ν).
  const end = 1 + 10 / Math.sqrt(2 * degrees);
  const start = Math.max(0, 1 - 10 / Math.sqrt(2 * degrees));
  // How fast the law of the deviation changes, and how fast the test passes.
  const scale = 1 / Math.max(critical, Math.sqrt(2 * degrees));
  const strips = 2 * Math.ceil((end - start) / (2 * STRIP * scale));
  const width = (end - start) / strips;
  let [mass, found] = [0, 0];
  for (let i = 0; i <= strips; i++) {
    const w = start + i * width;
    const weight = i === 0 || i === strips ? 1 : i % 2 === 1 ? 4 : 2;
    const log = (degrees - 1) * Math.log(w || 1) +
      degrees * (1 - w * w) / 2;
    const density = w === 0 && degrees > 1 ? 0 : weight * Math.exp(log);
    mass += density;
    found += density * normalTail(critical * w - effect);
  }
  return found / mass;
}
