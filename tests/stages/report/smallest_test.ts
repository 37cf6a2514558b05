import assert from "node:assert/strict";
import { smallestReaching } from "../../../stages/report/work/smallest.ts";

type Cells = Parameters<typeof smallestReaching>[0];

/** One value a seed, by latent and size. */
type Values = Readonly<Record<string, Readonly<Record<number, number[]>>>>;

function study(values: Values): Cells {
  return Object.entries(values).flatMap(([latent, sizes]) =>
    Object.entries(sizes).map(([size, ofSeeds]) => {
      const value = ofSeeds.reduce((a, b) => a + b) / ofSeeds.length;
      return {
        latent,
        size: Number(size),
        seeds: ofSeeds.map((_, seed) => String(seed)),
        values: ofSeeds,
        interval: { value, low: -Infinity, high: Infinity },
      };
    })
  );
}

Deno.test("smallestReaching() goes by means over seeds", () => {
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
    { latent: "steady", size: 2 },
    { latent: "wild", size: 2 },
    { latent: "lone", size: 2 },
    { latent: "never", size: undefined },
  ]);
});
