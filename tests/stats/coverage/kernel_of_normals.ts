/**
 * Squared maximum mean discrepancy with the kernel (x·y / dim + 1)³ between
 * N(0, I) and N(m, I), m = `shift` in every coordinate, in closed form.
 *
 * For independent x ~ N(μ, I) and y ~ N(ν, I) with a = μ·ν:
 * E x·y = a; E (x·y)² = dim + |μ|² + |ν|² + a²;
 * E (x·y)³ = a³ + 3a|μ|² + 3a(|ν|² + dim + 2).
 */
export function kernelDistanceOfNormals(dim: number, shift: number): number {
  const square = dim * shift * shift;
  const kernel = (mu: number, nu: number, a: number) => {
    const second = dim + mu + nu + a * a;
    const third = a ** 3 + 3 * a * mu + 3 * a * (nu + dim + 2);
    return third / dim ** 3 + 3 * second / dim ** 2 + 3 * a / dim + 1;
  };
  return kernel(square, square, square) + kernel(0, 0, 0) -
    2 * kernel(square, 0, 0);
}
