import assert from "node:assert/strict";
import { random } from "../../lib/stats/random.ts";
import { crossingsOf, differencesOf } from "../../lib/verdict/differences.ts";
import type { Rule } from "../../lib/verdict/rule.ts";
import type { Trial } from "../../lib/verdict/trial.ts";

const RULE: Rule = {
  metrics: [
    { name: "a", better: "lower", origin: "random" },
    { name: "b", better: "higher", origin: "classifier" },
  ],
  baseline: "gaussian",
  parameters: ({ size }) => size,
  looks: [],
  power: 0.8,
  tolerance: 0.1,
};

/** `b` says the same as `a`, turned round. */
function trial(
  latent: string,
  size: number,
  seed: number,
  a: number,
  b = -a,
): Trial {
  return { latent, size, seed: String(seed), failed: false, values: { a, b } };
}

Deno.test("differencesOf() shows an order that holds for every metric and seed", () => {
  const seeds = [0, 1, 2, 3];
  const trials = seeds.flatMap((seed) => [
    // Seeds differ far more than latents do.
    trial("gaussian", 1, seed, 10 * seed),
    trial("pca", 1, seed, 10 * seed - 2 - seed / 10),
    trial("gaussian", 2, seed, 10 * seed),
    trial("pca", 2, seed, 10 * seed + 2 + seed / 10),
    // The metrics disagree.
    trial("gaussian", 3, seed, 10 * seed),
    trial("pca", 3, seed, 10 * seed + 2 + seed / 10, 90 + seed / 10),
  ]);
  const found = differencesOf(trials, RULE);
  assert.deepEqual(found.map(({ better }) => better), [
    "latent",
    "baseline",
    undefined,
  ]);
  assert.deepEqual(crossingsOf(found), [{ latent: "pca", between: [1, 2] }]);
});

Deno.test("differencesOf() shows nothing of one seed or of failed trainings", () => {
  const pair = [trial("gaussian", 1, 0, 1), trial("pca", 1, 0, 0)];
  assert.equal(differencesOf(pair, RULE)[0]!.better, undefined);
  const failed = [0, 1, 2].flatMap((seed) => [
    trial("gaussian", 1, seed, 1),
    { ...trial("pca", 1, seed, 0), failed: true },
  ]);
  assert.deepEqual(differencesOf(failed, RULE), []);
});

Deno.test("crossingsOf() finds crossings of equal latents in at most 5 % of studies", () => {
  let crossed = 0;
  const studies = 400;
  for (let study = 0; study < studies; study++) {
    const trials = ["gaussian", "b", "c", "d", "e", "f"].flatMap((latent) =>
      [1, 2, 3, 4].flatMap((size) =>
        [0, 1, 2].map((seed) => {
          const [z] = random(BigInt(study), latent, size, seed)
            .normal(new Float32Array(1));
          return trial(latent, size, seed, z!);
        })
      )
    );
    if (crossingsOf(differencesOf(trials, RULE)).length > 0) crossed++;
  }
  // A bare change of sign crosses on 99.9 % of such pages.
  assert.ok(crossed <= 0.05 * studies, `${crossed}`);
});
