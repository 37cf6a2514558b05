import assert from "node:assert/strict";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { symmetricEigenvalues } from "../../lib/stats/eigen.ts";
import { random } from "../../lib/stats/random.ts";

interface Symmetric {
  readonly matrix: Float64Array;
  readonly dim: number;
}

function symmetric(
  dim: number,
  element: (row: number, column: number) => number,
): Symmetric {
  const matrix = new Float64Array(dim * dim);
  for (let i = 0; i < dim; i++) {
    for (let j = 0; j <= i; j++) {
      matrix[i * dim + j] = matrix[j * dim + i] = element(i, j);
    }
  }
  return { matrix, dim };
}

function normal(count: number, name: string): Float64Array {
  return Float64Array.from(
    random(1n, name).normal(new Float32Array(count)),
  );
}

function noise(dim: number): Symmetric {
  const x = normal(dim * dim, `noise ${dim}`);
  return symmetric(dim, (i, j) => x[i * dim + j]!);
}

/** Covariance of `count` normal points. */
function covariance(dim: number, count: number, scale = 1): Symmetric {
  const x = normal(dim * count, `points ${dim}`);
  return symmetric(dim, (i, j) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += x[k * dim + i]! * x[k * dim + j]!;
    return scale * sum / count;
  });
}

function diagonal(dim: number, value: (i: number) => number): Symmetric {
  return symmetric(dim, (i, j) => i === j ? value(i) : 0);
}

/** A matrix of given eigenvalues, turned by two reflections. */
function turned(dim: number, value: (i: number) => number): Symmetric {
  let result = diagonal(dim, value);
  for (const name of ["first", "second"]) {
    const { matrix } = result;
    const v = normal(dim, name);
    const half = v.reduce((sum, x) => sum + x * x, 0) / 2;
    const product = v.map((_, i) =>
      v.reduce((sum, x, j) => sum + matrix[i * dim + j]! * x, 0) / half
    );
    const dot = v.reduce((sum, x, i) => sum + x * product[i]!, 0);
    const w = product.map((x, i) => x - dot / (2 * half) * v[i]!);
    result = symmetric(
      dim,
      (i, j) => matrix[i * dim + j]! - v[i]! * w[j]! - w[i]! * v[j]!,
    );
  }
  return result;
}

/** Elements between 1e-12 and 1e12, by powers of ten along the diagonal. */
function graded(dim: number, step: number): Symmetric {
  const start = -step * (dim - 1);
  return symmetric(
    dim,
    (i, j) => Math.cos(i * j) * 10 ** (start + step * (i + j)),
  );
}

/** Wilkinson's W⁺, and copies of it that hardly know of each other. */
function wilkinson(dim: number, copies = 1): Symmetric {
  return symmetric(dim * copies, (i, j) => {
    if (i === j) return Math.abs((dim - 1) / 2 - i % dim);
    if (i - j > 1) return 0;
    return i % dim === 0 ? 1e-8 : 1;
  });
}

const MATRICES: Readonly<Record<string, Symmetric>> = {
  "1×1": symmetric(1, () => -3),
  "2×2": symmetric(2, (i, j) => i === j ? 2 : 1),
  "3×3": covariance(3, 9),
  "33×33": covariance(33, 70),
  "covariance": covariance(150, 300),
  "without full rank": covariance(120, 20),
  "indefinite": noise(101),
  "zero": diagonal(70, () => 0),
  "identity": diagonal(70, () => 1),
  "diagonal": diagonal(70, (i) => i * 37 % 70 - 30),
  "ones": symmetric(70, () => 1),
  "four clusters": turned(128, (i) => 1 + i % 4 + 1e-13 * i),
  "two values": turned(90, (i) => i % 2 === 0 ? 1 : -1),
  "1e-12 to 1e12": turned(100, (i) => 10 ** (-12 + 24 * i / 99)),
  "graded upwards": graded(80, 24 / 158),
  "graded downwards": graded(80, -24 / 158),
  "Wilkinson's": wilkinson(21),
  "Wilkinson's, glued": wilkinson(21, 6),
  "second differences": symmetric(
    200,
    (i, j) => i === j ? 2 : i - j === 1 ? -1 : 0,
  ),
  "Hilbert's": symmetric(60, (i, j) => 1 / (i + j + 1)),
  "of 1e150": covariance(50, 100, 1e150),
  "of 1e300": covariance(50, 100, 1e300),
  "of 1e-150": covariance(50, 100, 1e-150),
  "of 1e-300": covariance(50, 100, 1e-300),
  "blocks far apart": symmetric(
    80,
    (i, j) => i < 40 && j < 40 ? Math.cos(i * j) : i - j < 40 ? 1e-120 : 0,
  ),
};

for (const [name, { matrix, dim }] of Object.entries(MATRICES)) {
  Deno.test(`symmetricEigenvalues() are as accurate as rounding allows: ${name}`, () => {
    const values = symmetricEigenvalues(matrix, dim);
    const norm = values.reduce((max, x) => Math.max(max, Math.abs(x)), 0) || 1;
    // Another algorithm.
    const scaled = [...matrix].map((x) => x / norm);
    const peer = new EigenvalueDecomposition(
      Matrix.from1DArray(dim, dim, scaled),
      { assumeSymmetric: true },
    ).realEigenvalues.toSorted((a, b) => b - a);
    const unit = Math.max(4, dim) * Number.EPSILON;
    for (const [i, value] of values.entries()) {
      assert(i === 0 || value <= values[i - 1]!, "values descend");
      assert(Math.abs(value / norm - peer[i]!) < unit);
    }
  });
}

// NumPy 2.4.6, linalg.eigvalsh in float64.
const REFERENCE: readonly (readonly [string, Symmetric, readonly number[]])[] =
  [
    [
      "3×3",
      {
        matrix: Float64Array.of(4, 1, 0.5, 1, 3, -0.25, 0.5, -0.25, 2),
        dim: 3,
      },
      [4.651875760365376, 2.6897944672980345, 1.6583297723365855],
    ],
    [
      "waves",
      symmetric(40, (i, j) => Math.sin(1.7 * (i + j) + 0.3 * i * j)),
      // Numbers 0, 13, 26 and 39.
      [
        5.490266424849944,
        4.211388333147233,
        -4.204730598954828,
        -5.488539828106234,
      ],
    ],
    ["Wilkinson's", wilkinson(21), [
      10.746194182903393,
      10.746194182903322,
      9.210678647361332,
      9.210678647304919,
      8.038941122829023,
      8.038941115814275,
      7.003952209528674,
      7.003951798616375,
      6.000234031584166,
      6.000217522257097,
      5.000244425001915,
      4.999782477742903,
      4.0043540234408574,
      3.9960482013836254,
      3.0430992925788236,
      2.961058884185726,
      2.130209219362506,
      1.7893213526950835,
      0.9475343675292924,
      0.25380581709667793,
      -1.1254415221199854,
    ]],
  ];

for (const [name, { matrix, dim }, expected] of REFERENCE) {
  Deno.test(`symmetricEigenvalues() agree with NumPy: ${name}`, () => {
    const step = (dim - 1) / (expected.length - 1);
    const values = symmetricEigenvalues(matrix, dim);
    for (const [i, value] of expected.entries()) {
      assert(Math.abs(values[i * step]! - value) < 2e-14);
    }
  });
}

Deno.test("symmetricEigenvalues() leave their argument as it was, and read the lower triangle", () => {
  const { matrix, dim } = covariance(20, 40);
  const upper = matrix.map((x, i) => i % dim > Math.floor(i / dim) ? 9 : x);
  const before = upper.slice();
  assert.deepEqual(
    symmetricEigenvalues(upper, dim),
    symmetricEigenvalues(matrix, dim),
  );
  assert.deepEqual(upper, before);
});

Deno.test("symmetricEigenvalues() say what they cannot read", () => {
  assert.throws(
    () => symmetricEigenvalues(Float64Array.of(1, 2, NaN, 4), 2),
    /^RangeError: Cannot find eigenvalues: element \[1, 0\] is NaN$/,
  );
  assert.throws(
    () => symmetricEigenvalues(Float64Array.of(1, 2, 3, -Infinity), 2),
    /element \[1, 1\] is -Infinity$/,
  );
  assert.throws(
    () => symmetricEigenvalues(new Float64Array(8), 3),
    /expected 9 elements for dimension 3, got 8$/,
  );
});
