/** Degrees of freedom from which on the law is as good as normal. */
const MOST_DEGREES = 1e8;

/**
 * Quantile of Student's t, to about 1e-13 of its size; above 10⁸ degrees of
 * freedom, to 1e-8.
 *
 * Newton's method from 0 on the upper tail ½·I_{ν/(ν+t²)}(ν/2, ½), which is
 * convex there, so that no step goes past the root.
 *
 * Source: Abramowitz and Stegun 1964, 26.7.1; DLMF 8.17.
 *
 * @param share In (0, 1)
 * @param degrees Degrees of freedom ν, above 0; need not be whole
 * @throws {RangeError} when a value is outside its range
 *
 * @example
 * ```ts
 * import { tQuantile } from "./t_quantile.ts";
 *
 * console.assert(Math.abs(tQuantile(0.975, 31) - 2.0395) < 1e-4);
 * ```
 */
export function tQuantile(share: number, degrees: number): number {
  if (!(share > 0 && share < 1)) {
    throw new RangeError(
      `Cannot take a point of Student's t: expected a share in (0, 1), got ${share}`,
    );
  }
  if (!(degrees > 0)) {
    throw new RangeError(
      `Cannot take a point of Student's t: expected degrees of freedom above 0, got ${degrees}`,
    );
  }
  if (share === 0.5) return 0;
  const bounded = Math.min(degrees, MOST_DEGREES);
  return share < 0.5
    ? -upperPoint(share, bounded)
    : upperPoint(1 - share, bounded);
}

/**
 * Probability that Student's t exceeds `t`.
 *
 * Source: as for `tQuantile`.
 *
 * @param t Any number, also infinite
 * @param degrees Degrees of freedom, above 0; need not be whole
 * @throws {RangeError} when a value is outside its range
 *
 * @example
 * ```ts
 * import { tTail } from "./t_quantile.ts";
 *
 * console.assert(Math.abs(tTail(2.919986, 2) - 0.05) < 1e-7);
 * ```
 */
export function tTail(t: number, degrees: number): number {
  if (Number.isNaN(t) || !(degrees > 0)) {
    throw new RangeError(
      `Cannot take a tail of Student's t: expected a number and degrees of freedom above 0, got ${t} and ${degrees}`,
    );
  }
  const bounded = Math.min(degrees, MOST_DEGREES);
  const tail = Math.abs(t) === Infinity ? 0 : upperTail(Math.abs(t), bounded);
  return t < 0 ? 1 - tail : tail;
}

/** Where the upper tail is `tail`, below ½. */
function upperPoint(tail: number, degrees: number): number {
  const top = 1 / (2 * halfBeta(degrees / 2) * Math.sqrt(degrees));
  let t = 0;
  for (let step = 0; step < 1000; step++) {
    const density = 2 * top *
      Math.exp(-(degrees + 1) / 2 * Math.log1p(t * t / degrees));
    const change = (upperTail(t, degrees) - tail) / density;
    t += change;
    if (Math.abs(change) <= 1e-14 * t) break;
  }
  return t;
}

function upperTail(t: number, degrees: number): number {
  const whole = degrees + t * t;
  const [x, y] = [degrees / whole, t * t / whole];
  const a = degrees / 2;
  const front = Math.exp(-a * Math.log1p(t * t / degrees)) * Math.sqrt(y) /
    (2 * halfBeta(a));
  return x < (a + 1) / (a + 2.5)
    ? front * betaFraction(x, a, 0.5) / (2 * a)
    : 0.5 - front * betaFraction(y, 0.5, a);
}

/**
 * ½·B(a, ½) = ½·√π·Γ(a)/Γ(a + ½): by recurrence from where the expansion in 1/a
 * is exact to rounding.
 */
function halfBeta(a: number): number {
  let factor = Math.sqrt(Math.PI) / 2;
  for (; a < 40; a++) factor *= (a + 0.5) / a;
  const r = 1 / a;
  const ratio = 1 +
    r * (-1 / 8 +
        r * (1 / 128 +
            r * (5 / 1024 + r * (-21 / 32768 - r * 399 / 262144))));
  return factor / (Math.sqrt(a) * ratio);
}

/** The continued fraction of the incomplete beta function, by Lentz's method. */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  let c = 1;
  let d = 1 / (1 - (a + b) * x / (a + 1) || tiny);
  let value = d;
  for (let m = 1; m < 100_000; m++) {
    const even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = -(a + m) * (a + b + m) * x /
      ((a + 2 * m) * (a + 2 * m + 1));
    let change = 1;
    for (const term of [even, odd]) {
      d = 1 / (1 + term * d || tiny);
      c = 1 + term / c || tiny;
      change = c * d;
      value *= change;
    }
    if (Math.abs(change - 1) < 1e-16) break;
  }
  return value;
}

/**
 * 90 % point of Student's t, the half width of a central 80 % interval.
 *
 * @param degrees Degrees of freedom, above 0
 * @throws {RangeError} as `tQuantile` does
 *
 * @example
 * ```ts
 * import { t90 } from "./t_quantile.ts";
 *
 * console.assert(Math.abs(t90(10) - 1.3722) < 0.001);
 * ```
 */
export function t90(degrees: number): number {
  return tQuantile(0.9, degrees);
}
