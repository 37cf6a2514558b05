import assert from "node:assert/strict";
import { cells, type Observation } from "../../../stages/report/_study.ts";
import {
  crossings,
  defaultEpsilon,
  judge,
  smallestReaching,
  type VerdictOptions,
} from "../../../stages/report/_verdict.ts";

/** One value a seed, by latent and size; a missing value is a missing row. */
type Values = Readonly<
  Record<string, Readonly<Record<number, readonly (number | undefined)[]>>>
>;

function study(values: Values) {
  const rows = Object.entries(values).flatMap(([latent, sizes]) =>
    Object.entries(sizes).flatMap(([size, ofSeeds]) =>
      ofSeeds.flatMap((value, seed): Observation[] =>
        value === undefined ? [] : [{
          latent,
          size: Number(size),
          seed: String(seed),
          mode: "",
          scores: { fd: { value } },
        }]
      )
    )
  );
  return cells(rows, "fd");
}

function verdictOf(values: Values, options: Partial<VerdictOptions> = {}) {
  return judge(study(values), {
    baseline: "gaussian",
    epsilon: 100,
    better: "lower",
    parameters: ({ size }) => 10 * size ** 2,
    ...options,
  });
}

const GAUSSIAN = {
  2: [300, 310, 305],
  4: [200, 190, 210],
  8: [90, 95, 85],
};

Deno.test("judge() names the latent with the smallest generator, and by how much", () => {
  const verdict = verdictOf({
    gaussian: GAUSSIAN,
    pca: { 2: [250, 240, 260], 4: [80, 70, 75], 8: [60, 61, 62] },
    simclr: { 2: [90, 91, 92], 4: [50, 51, 52], 8: [40, 41, 42] },
  });
  assert.equal(verdict.kind, "saves");
  assert.equal(verdict.winner, "simclr");
  // 10·8² parameters over 10·2².
  assert.equal(verdict.factor, 16);
  assert.deepEqual(verdict.factorInterval, [16, 16]);
  assert.equal(verdict.confidence, 1);
  assert.equal(verdict.seeds, 3);
  assert.deepEqual(
    verdict.smallest.map(({ latent, size }) => [latent, size]),
    [["gaussian", 8], ["pca", 4], ["simclr", 2]],
  );
});

Deno.test("judge() sees no saving in a tie, nor where the baseline is best", () => {
  const tie = verdictOf({
    gaussian: GAUSSIAN,
    pca: { 2: [250, 240, 260], 4: [150, 150, 150], 8: [10, 11, 12] },
  });
  assert.equal(tie.kind, "baseline");
  assert.equal(tie.winner, "gaussian");
  assert.equal(tie.factor, undefined);
  const worse = verdictOf({
    gaussian: GAUSSIAN,
    pca: { 2: [400, 400, 400], 4: [300, 300, 300], 8: [200, 200, 200] },
  });
  assert.equal(worse.kind, "baseline");
  assert.equal(worse.smallest[1]!.size, undefined);
});

Deno.test("judge() says when nobody reaches the quality", () => {
  const verdict = verdictOf({ gaussian: GAUSSIAN, pca: GAUSSIAN }, {
    epsilon: 10,
  });
  assert.equal(verdict.kind, "notReached");
  assert.equal(verdict.winner, undefined);
});

Deno.test("judge() is sure where only the winner reaches the quality", () => {
  const verdict = verdictOf({
    gaussian: { 2: [300, 310, 305], 8: [190, 195, 185] },
    pca: { 2: [250, 240, 260], 8: [60, 61, 62] },
  });
  assert.equal(verdict.kind, "saves");
  assert.equal(verdict.winner, "pca");
  assert.equal(verdict.factor, undefined);
  assert.equal(verdict.factorInterval, undefined);
  assert.equal(verdict.confidence, 1);
});

Deno.test("judge() leaves open what the seeds do not show", () => {
  // On average pca reaches 100 at size 2, but two of five seeds do not.
  const verdict = verdictOf({
    gaussian: { 2: [150, 150, 150, 150, 150], 8: [90, 90, 90, 90, 90] },
    pca: { 2: [60, 60, 60, 150, 150], 8: [50, 50, 50, 50, 50] },
  });
  assert.equal(verdict.kind, "open");
  assert.equal(verdict.winner, "pca");
  assert.equal(verdict.factor, 16);
  // The mean of five draws is at most 100 when at most two are 150: a binomial
  // of 5 draws of share 0.4, at most 2, has probability 0.683.
  assert.ok(Math.abs(verdict.confidence! - 0.683) < 0.04);
  assert.deepEqual(verdict.factorInterval, [1, 16]);
});

Deno.test("judge() rules nothing out with one seed", () => {
  const verdict = verdictOf({
    gaussian: { 2: [300], 8: [90] },
    pca: { 2: [80], 8: [60] },
  });
  assert.equal(verdict.kind, "open");
  assert.equal(verdict.seeds, 1);
  assert.equal(verdict.confidence, undefined);
  assert.equal(verdict.factorInterval, undefined);
  assert.equal(verdict.factor, 16);
});

Deno.test("judge() pairs the seeds that are there when some are missing", () => {
  // Seed by seed the latents rise and fall together: where the second seed is
  // drawn often, both miss the quality at their smaller size.
  const whole = {
    pca: { 2: [60, 130, 60, 60], 4: [0, 70, 0, 0] },
    gaussian: { 4: [61, 131, 61, 61], 8: [0, 0, 0, 0] },
  };
  assert.equal(verdictOf(whole).confidence, 1);
  const verdict = verdictOf({
    ...whole,
    gaussian: { ...whole.gaussian, 4: [undefined, 131, 61, 61] },
  });
  assert.equal(verdict.confidence, 1);
  assert.equal(verdict.kind, "saves");
  assert.equal(verdict.seeds, 3);
  const lone = verdictOf({
    gaussian: { 2: [300, undefined], 8: [90, undefined] },
    pca: { 2: [undefined, 80], 8: [undefined, 60] },
  });
  // Only where the one seed of pca is not drawn at all does it not win.
  assert.ok(Math.abs(lone.confidence! - 0.75) < 0.05);
  assert.equal(lone.kind, "open");
});

Deno.test("judge() compares latents that were run at different sizes", () => {
  const verdict = verdictOf({
    gaussian: { 4: [120, 120], 8: [90, 95] },
    pca: { 2: [80, 82], 8: [60, 61] },
  });
  assert.equal(verdict.kind, "saves");
  assert.equal(verdict.factor, 16);
});

Deno.test("judge() turns round for scores of which higher is better", () => {
  const verdict = verdictOf({
    gaussian: { 2: [0.1, 0.1], 8: [0.6, 0.6] },
    pca: { 2: [0.7, 0.7], 8: [0.9, 0.9] },
  }, { better: "higher", epsilon: 0.5 });
  assert.equal(verdict.kind, "saves");
  assert.equal(verdict.winner, "pca");
});

Deno.test("smallestReaching() is sure only when the whole interval reaches", () => {
  const found = smallestReaching(
    study({
      steady: { 2: [90, 91, 92] },
      wild: { 2: [10, 90, 170] },
      lone: { 2: [50] },
      never: { 2: [150, 150] },
    }),
    100,
    "lower",
  );
  assert.deepEqual(found, [
    { latent: "steady", size: 2, sure: true },
    { latent: "wild", size: 2, sure: false },
    { latent: "lone", size: 2, sure: false },
    { latent: "never", size: undefined, sure: false },
  ]);
});

Deno.test("crossings() names neighbouring sizes between which the order turns", () => {
  const found = crossings(
    study({
      gaussian: { 2: [100], 4: [80], 8: [60], 16: [50] },
      pca: { 2: [90], 4: [85], 16: [40] },
      simclr: { 2: [90], 4: [70], 8: [50], 16: [40] },
    }),
    "gaussian",
  );
  assert.deepEqual(found, [
    { a: "pca", b: "gaussian", between: [[2, 4], [4, 16]] },
  ]);
});

Deno.test("defaultEpsilon() is the best mean of the baseline", () => {
  const measured = study({ gaussian: GAUSSIAN, pca: { 2: [1, 1, 1] } });
  assert.equal(defaultEpsilon(measured, "gaussian", "lower"), 90);
  assert.equal(defaultEpsilon(measured, "gaussian", "higher"), 305);
});

Deno.test("judge() counts the prior: a small generator over a large one saves nothing", () => {
  const values = {
    gaussian: GAUSSIAN,
    simclr: { 2: [90, 91, 92], 4: [50, 51, 52], 8: [40, 41, 42] },
  };
  const withPrior = (prior: number) =>
    verdictOf(values, {
      parameters: ({ latent, size }) =>
        10 * size ** 2 + (latent === "simclr" ? prior : 0),
    });
  // 640 parameters against 40 and those of the prior.
  assert.equal(withPrior(280).kind, "saves");
  assert.equal(withPrior(280).factor, 2);
  assert.equal(withPrior(700).kind, "baseline");
  assert.equal(withPrior(700).winner, "gaussian");
});
