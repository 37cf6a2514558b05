import assert from "node:assert/strict";
import { inverse, Matrix } from "ml-matrix";
import { regression } from "../../lib/plan/log_regression.ts";
import { predictor, type Timing } from "../../lib/plan/predict.ts";
import { draws } from "../fixtures/draws.ts";
import { t90 } from "../../lib/stats/t_quantile.ts";

const NONE = { config: {}, seconds: 1 };

/** Numbers that look like log-normal timings of a power law. */
function simulate(
  seed: number,
  { count, noise }: { count: number; noise: number },
) {
  const source = draws(seed);
  const draw = (): Timing => {
    const steps = Math.round(100 * Math.exp(3 * source.uniform()));
    const width = Math.round(16 * Math.exp(2 * source.uniform()));
    const seconds = 1e-4 * steps * width ** 1.5 *
      Math.exp(noise * source.normal());
    return { config: { steps, width, seed, name: "a" }, seconds };
  };
  return { samples: Array.from({ length: count }, draw), next: draw() };
}

/** Share of simulated runs that fall into their predicted interval. */
function coverage(
  of: (seed: number) => { samples: Timing[]; next: Timing },
  trials = 800,
): number {
  let inside = 0;
  for (let seed = 1; seed <= trials; seed++) {
    const { samples, next } = of(seed);
    const { low, high } = predictor(samples)(next.config);
    if (low! <= next.seconds && next.seconds <= high!) inside++;
  }
  return inside / trials;
}

Deno.test("predictor() gives intervals that hold 80 % of runs of a power law", () => {
  for (const count of [5, 12, 40]) {
    // The prior is right for noise 0.3; with more, few runs are held less often.
    const noisy = [0.5, count < 10 ? 0.65 : 0.74, 0.86] as const;
    for (const [noise, least, most] of [[0.3, 0.75, 0.88] as const, noisy]) {
      const share = coverage((seed) => simulate(seed, { count, noise }));
      assert(share > least && share < most, `${count}, ${noise}: ${share}`);
    }
  }
  const calm = coverage((seed) => simulate(seed, { count: 100, noise: 0.1 }));
  assert(calm > 0.77 && calm < 0.92, `${calm}`);
});

Deno.test("predictor() gives intervals that hold 80 % of repeats", () => {
  for (const [count, most] of [[1, 0.97], [2, 0.93], [10, 0.86]] as const) {
    const share = coverage((seed) => {
      const source = draws(seed);
      const draw = (seed: number) => ({
        config: { seed, size: 3 },
        seconds: Math.exp(2 + 0.3 * source.normal()),
      });
      return {
        samples: Array.from({ length: count }, (_, i) => draw(i)),
        next: draw(-1),
      };
    });
    assert(share > 0.75 && share < most, `${count}: ${share}`);
  }
});

Deno.test("predictor() gives a stage's spread that holds at least 80 %", () => {
  for (const count of [3, 8, 9, 30, 100]) {
    const share = coverage((seed) => {
      const source = draws(seed);
      const draw = (name: number) => ({
        config: { name: `n${name}` },
        seconds: Math.exp(source.normal()),
      });
      return {
        samples: Array.from({ length: count }, (_, i) => draw(i)),
        next: draw(-1),
      };
    });
    assert(share > 0.76 && share < 0.93, `${count}: ${share}`);
  }
});

Deno.test("predictor() recovers an exact power law", () => {
  const timings = [1, 2, 4, 8, 16].flatMap((steps) =>
    [8, 32, 128].map((width) => ({
      config: { train: { steps, width }, rate: 0.1 },
      seconds: 0.5 * steps * width ** 2,
    }))
  );
  const found = predictor(timings)({
    train: { steps: 6, width: 64 },
    rate: 0.1,
  });
  assert.equal(found.method, "regression");
  assert.equal(found.samples, 15);
  const truth = 0.5 * 6 * 64 ** 2;
  assert(Math.abs(found.seconds! / truth - 1) < 0.01, `${found.seconds}`);
  assert(found.low! < truth && truth < found.high!);
});

Deno.test("predictor() is wide with one or two runs, and far from them", () => {
  const config = { steps: 100 };
  const one = predictor([{ config, seconds: 10 }])(config);
  assert.deepEqual([one.method, one.samples], ["repeats", 1]);
  assert(Math.abs(one.seconds! - 10) < 1e-9);
  assert(one.high! > 20 && one.low! < 5, JSON.stringify(one));
  const other = predictor([{ config, seconds: 10 }])({ steps: 300 });
  assert.equal(other.method, "stage");
  assert(other.high! > 100 && other.low! < 1);
  const near = [90, 100, 110].map((steps) => ({
    config: { steps },
    seconds: steps,
  }));
  const width = (steps: number) => {
    const { low, high } = predictor(near)({ steps });
    return high! / low!;
  };
  assert(width(105) < 5 && width(2000) > 20 * width(105));
});

Deno.test("predictor() prefers repeats, and compares all but seed and omitted fields", () => {
  const timings = [
    { config: { steps: 1, seed: 1, path: "a" }, seconds: 3 },
    { config: { steps: 1, seed: 2, path: "b" }, seconds: 3 },
    { config: { steps: 9, seed: 2, path: "b" }, seconds: 90 },
  ];
  const predict = predictor(timings, { omit: ["path"] });
  const found = predict({ path: "c", seed: 7, steps: 1 });
  assert.deepEqual([found.method, found.samples], ["repeats", 2]);
  assert(Math.abs(found.seconds! - 3) < 1e-9);
  assert.equal(predict({ path: "c", seed: 7, steps: 3 }).method, "regression");
  assert.equal(predict({ path: "c", steps: 0 }).method, "stage");
  assert.equal(predictor([])({}).method, "unknown");
  assert.equal(predictor([])({}).seconds, undefined);
  assert.equal(predictor([NONE])({}).samples, 1);
});

Deno.test("regression() matches the closed form of ridge regression", () => {
  const source = draws(3);
  const rows = Array.from(
    { length: 9 },
    () => [source.normal(), 2 + source.normal()],
  );
  const responses = rows.map(([a, b]) =>
    1 + a! - 2 * b! + 0.1 * source.normal()
  );
  for (const ridge of [1e-9, 0.04, 3]) {
    const x = new Matrix(rows);
    const means = x.mean("column");
    const centred = x.clone().subRowVector(means);
    const level = responses.reduce((a, b) => a + b) / 9;
    const y = Matrix.columnVector(responses.map((each) => each - level));
    const inner = inverse(
      centred.transpose().mmul(centred).add(Matrix.eye(2).mul(ridge)),
    );
    const slopes = inner.mmul(centred.transpose()).mmul(y);
    const to = Matrix.rowVector(means.map((each) => -each));
    const left = y.clone().sub(centred.mmul(slopes));
    const residual = left.transpose().mmul(left).get(0, 0) +
      ridge * slopes.transpose().mmul(slopes).get(0, 0);
    const scale = (2 * 0.3 ** 2 + residual) / 10 *
      (1 + 1 / 9 + to.mmul(inner).mmul(to.transpose()).get(0, 0));
    const found = regression(rows, responses, { noise: 0.3, ridge })([
      0,
      0,
    ]);
    const value = level + to.mmul(slopes).get(0, 0);
    assert(Math.abs(found.value - value) < 1e-9);
    const half = t90(10) * Math.sqrt(scale);
    assert(Math.abs(found.high - value - half) < 1e-9);
    assert(Math.abs(value - found.low - half) < 1e-9);
  }
});

Deno.test("t90() matches tables", () => {
  const table = {
    1: 3.077684,
    2: 1.885618,
    3: 1.637744,
    5: 1.475884,
    10: 1.372184,
    30: 1.310415,
  };
  for (const [degrees, exact] of Object.entries(table)) {
    assert(Math.abs(t90(Number(degrees)) / exact - 1) < 1e-6, degrees);
  }
  assert(Math.abs(t90(1e9) - 1.2815516) < 1e-6);
  assert.throws(() => t90(0), /expected degrees of freedom above 0, got 0/);
});
