import assert from "node:assert/strict";
import { random } from "../../lib/stats/random.ts";
import { spreadTable } from "../../lib/stats/replicated_table.ts";
import { spread } from "../../lib/stats/spread.ts";
import { near } from "../fixtures/points.ts";

Deno.test("spread() matches closed forms", () => {
  // Two values: the 97.5 % point of Student's t with one degree of freedom is
  // tan(0.475 π), that of Cauchy's law.
  const two = spread([3, 7]);
  const half = Math.tan(0.475 * Math.PI) * 2;
  assert.equal(two.mean, 5);
  assert(near(two.sd!, Math.SQRT2 * 2, 1e-12));
  assert(near(two.low!, 5 - half, 1e-5));
  assert(near(two.high!, 5 + half, 1e-5));
  // Three: with two degrees of freedom it is 2 a √(2 / (1 − 4 a²)) at a = 0.475.
  const t = 2 * 0.475 * Math.sqrt(2 / (1 - 4 * 0.475 ** 2));
  const three = spread([1, 2, 3]);
  assert.equal(three.sd, 1);
  assert(near(three.high! - three.mean, t / Math.sqrt(3), 1e-5));
});

Deno.test("spread() of one replication has no interval", () => {
  assert.deepEqual(spread([4]), {
    count: 1,
    mean: 4,
    sd: undefined,
    low: undefined,
    high: undefined,
  });
  assert.throws(() => spread([]), RangeError);
});

Deno.test("spread() covers the mean of normal numbers in 95 of 100 cases", () => {
  let covered = 0;
  const trials = 4000;
  for (let trial = 0; trial < trials; trial++) {
    const values = random(1n, "t", trial).normal(new Float32Array(5));
    const { low, high } = spread([...values]);
    if (low! <= 0 && 0 <= high!) covered++;
  }
  // Three standard errors of a share of 0.95 among 4000 are 0.0103.
  assert(Math.abs(covered / trials - 0.95) < 0.0103, `${covered / trials}`);
});

Deno.test("spreadTable() finds rows again, in whatever order", () => {
  const columns = ["latent", "width", "parameters", "loss", "note"];
  const rows = spreadTable([
    {
      columns,
      rows: [["pca", 4, 100, 1, "x"], ["pca", 8, 400, 2, "x"], [
        "ssl",
        4,
        100,
        3,
        "x",
      ]],
    },
    {
      columns,
      rows: [["ssl", 4, 100, 5, "x"], ["pca", 4, 100, 2, "x"], [
        "pca",
        8,
        400,
        1,
        "x",
      ]],
    },
  ]);
  assert.deepEqual(rows?.map(({ labels }) => labels), [
    { latent: "pca", width: 4, note: "x" },
    { latent: "pca", width: 8, note: "x" },
    { latent: "ssl", width: 4, note: "x" },
  ]);
  assert.deepEqual(rows?.map(({ figures }) => figures.loss?.mean), [
    1.5,
    1.5,
    4,
  ]);
  assert.deepEqual(rows?.map(({ figures }) => figures.parameters?.sd), [
    0,
    0,
    0,
  ]);
});

Deno.test("spreadTable() leaves a permuted figure a figure", () => {
  const columns = ["width", "classes"];
  const rows = spreadTable([
    { columns, rows: [[4, 9], [8, 10]] },
    { columns, rows: [[4, 10], [8, 9]] },
  ]);
  assert.deepEqual(rows?.map(({ labels }) => labels), [{ width: 4 }, {
    width: 8,
  }]);
  assert.deepEqual(rows?.map(({ figures }) => figures.classes?.mean), [
    9.5,
    9.5,
  ]);
});

Deno.test("spreadTable() goes by position where no column tells rows apart", () => {
  const columns = ["loss"];
  const rows = spreadTable([
    { columns, rows: [[1], [2]] },
    { columns, rows: [[3], [null]] },
  ]);
  assert.deepEqual(
    rows?.map(({ figures }) => [figures.loss?.count, figures.loss?.mean]),
    [[2, 2], [1, 2]],
  );
});

Deno.test("spreadTable() refuses tables that are not alike", () => {
  const columns = ["a"];
  assert.equal(spreadTable([]), undefined);
  assert.equal(
    spreadTable([{ columns, rows: [[1]] }, { columns, rows: [] }]),
    undefined,
  );
  assert.equal(
    spreadTable([{ columns, rows: [[1]] }, { columns: ["b"], rows: [[1]] }]),
    undefined,
  );
});
