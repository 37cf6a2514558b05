import assert from "node:assert/strict";
import { cells, type Observation } from "../../../stages/report/_study.ts";
import { smallestReaching } from "../../../stages/report/_smallest.ts";

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
