/** Matrices of a short convolution by few products. */
export interface CookToom {
  /** `[products, inputs]`: transforms the input. */
  readonly input: readonly (readonly number[])[];
  /** `[products, taps]`: transforms the filter. */
  readonly filter: readonly (readonly number[])[];
  /** `[outputs, products]`: transforms the products into the output. */
  readonly output: readonly (readonly number[])[];
}

/**
 * Matrices that compute `outputs` places of a correlation with `taps` taps by
 * one product a point, and one for infinity: polynomials are evaluated at the
 * points, multiplied there, and interpolated.
 *
 * Source: Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks",
 * CVPR 2016, and Winograd, "Arithmetic Complexity of Computations", 1980
 *
 * @param points `outputs + taps - 2` different numbers
 */
export function cookToom(
  points: readonly number[],
  { outputs, taps }: { readonly outputs: number; readonly taps: number },
): CookToom {
  const others = (i: number) => points.filter((_, j) => j !== i);
  const powers = (point: number, count: number) =>
    Array.from({ length: count }, (_, i) => point ** i);
  const last = (count: number) =>
    Array.from({ length: count }, (_, i) => i === count - 1 ? 1 : 0);
  return {
    input: [
      ...points.map((_, i) => [...polynomial(others(i)), 0]),
      polynomial(points),
    ],
    filter: [
      ...points.map((point, i) => {
        const scale = others(i).reduce((a, other) => a * (point - other), 1);
        return powers(point, taps).map((power) => power / scale);
      }),
      last(taps),
    ],
    output: last(outputs).map((atInfinity, i) => [
      ...points.map((point) => point ** i),
      atInfinity,
    ]),
  };
}

/** Coefficients of the polynomial with these roots, the constant first. */
function polynomial(roots: readonly number[]): number[] {
  return roots.reduce(
    (all, root) =>
      [...all, 0].map((_, i) => (all[i - 1] ?? 0) - root * (all[i] ?? 0)),
    [1],
  );
}
