/**
 * How often does `distance.adversarial` call a perfect generator different from
 * real images? Its samples are drawn pictures of the same law as the real ones;
 * critics are trained as in the stage.
 *
 * Run: `deno run -A tests/bench/perfect_generator.ts [TRIALS]`, which prints
 * one row of `results/perfect_generator.md` for each setting.
 *
 * @module
 */
import { bareContext } from "../../lib/dsl/bare_context.ts";
import { random } from "../../lib/stats/random.ts";
import { wilson } from "../../lib/stats/wilson.ts";
import { useEngine } from "../../lib/tensor/mod.ts";
import { drawImages } from "../../stages/distance/work/halves.ts";
import { measureAdversarial } from "../../stages/distance/work/measure_adversarial.ts";
import { shapePictures } from "../fixtures/images.ts";

const COUNT = 200;
const WIDTH = 4;
const SETTINGS = [
  { critics: 1, steps: 50 },
  { critics: 3, steps: 50 },
  { critics: 3, steps: 300 },
  { critics: 8, steps: 50 },
];

if (import.meta.main) {
  const trials = Number(Deno.args[0] ?? 300);
  await useEngine("auto");
  for (const { critics, steps } of SETTINGS) {
    let found = 0;
    let bare = 0;
    for (let trial = 0; trial < trials; trial++) {
      const { train: pool } = await shapePictures({
        train: 3 * COUNT,
        test: 4,
        seed: 1000 + trial,
      });
      const all = drawImages(pool, {
        count: 3 * COUNT,
        stream: random(BigInt(trial), "sets"),
      });
      const size = all.pixels.length / 3;
      const [reference, samples, train] = [0, 1, 2].map((i) => ({
        pixels: all.pixels.subarray(i * size, (i + 1) * size),
        shape: [COUNT, ...pool.shape.slice(1)] as unknown as typeof pool.shape,
      }));
      const { scores } = await measureAdversarial({
        name: "adversarial",
        config: {
          widths: [WIDTH],
          critics,
          steps,
          batch: 32,
          rate: 3e-3,
          resamples: 300,
        },
        inputs: { reference: reference!, samples: samples!, train: train! },
        ctx: bareContext({ seed: BigInt(trial) }),
      });
      const excess = scores[`adversarial[${WIDTH}] excess`]!;
      const distance = scores[`adversarial[${WIDTH}]`]!;
      const floor = scores[`noiseFloor[${WIDTH}]`]!;
      if (excess.low! > 0 || excess.high! < 0) found++;
      // As before: an interval of the distance against one value of the floor.
      if (distance.low! > floor.value || distance.high! < floor.value) bare++;
    }
    const { value, low, high } = wilson(found, trials);
    const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
    console.log(
      `| ${critics} | ${steps} | ${found} of ${trials} | ${percent(value)} (${
        percent(low)
      } – ${percent(high)}) | ${percent(bare / trials)} |`,
    );
  }
}
