import assert from "node:assert/strict";
import { synthetic } from "../../../stages/data/synthetic.ts";
import type { ImageSet, LatentSet } from "../../../stages/kinds/mod.ts";
import { runStage } from "../../fixtures/run_stage.ts";

interface Outputs {
  readonly train: ImageSet;
  readonly validation: ImageSet;
  readonly test: ImageSet;
  readonly factors: LatentSet;
}

async function draw(config: Readonly<Record<string, unknown>>, seed = 1) {
  const small = { limit: 500, validation: 20, testLimit: 30, size: 32 };
  const run = await runStage(synthetic, {
    config: { ...small, ...config },
    seed,
  });
  return { ...run, outputs: run.outputs as unknown as Outputs };
}

/** Brightness of pixel `[row, column]` of an image, in [0, 255]. */
function pixelOf(set: ImageSet, image: number, row: number, column: number) {
  const size = set.shape[1];
  return set.pixels[(image * size + row) * size + column]!;
}

/** Factor `j` of an image, as a position in [0, 1] of its uniform law. */
function share({ codes, dim }: LatentSet, image: number, j: number): number {
  return codes[image * dim + j]! * Math.sqrt(1 / 12) + 0.5;
}

/** Whether a point relative to the centre lies in a shape of radius 1. */
const INSIDE: Readonly<Record<string, (x: number, y: number) => boolean>> = {
  disc: (x, y) => x * x + y * y < 1,
  ring: (x, y) => x * x + y * y < 1 && x * x + y * y > 0.55 ** 2,
  square: (x, y) => Math.max(Math.abs(x), Math.abs(y)) < Math.SQRT1_2,
  // Corners at (0, −1) and (±√3/2, ½), y pointing down.
  triangle: (x, y) => y < 0.5 && Math.sqrt(3) * Math.abs(x) - y < 1,
  cross: (x, y) =>
    Math.min(Math.abs(x), Math.abs(y)) < 0.28 &&
    Math.max(Math.abs(x), Math.abs(y)) < Math.sqrt(1 - 0.28 ** 2),
};

/** Areas of the shapes of radius 1. */
const AREA: Readonly<Record<string, number>> = {
  disc: Math.PI,
  ring: Math.PI * (1 - 0.55 ** 2),
  square: 2,
  triangle: 3 * Math.sqrt(3) / 4,
  cross: 8 * 0.28 * Math.sqrt(1 - 0.28 ** 2) - 4 * 0.28 ** 2,
};
const SHAPES = Object.keys(AREA);

Deno.test("data.synthetic draws shapes that agree with their factors", async () => {
  const { outputs } = await draw({ shapes: SHAPES, limit: 200 });
  const { train, factors } = outputs;
  assert.deepEqual(train.classes, SHAPES);
  assert.deepEqual(factors.labels, train.labels);
  const fine = 16;
  for (let image = 0; image < 40; image++) {
    const shape = SHAPES[train.labels![image]!]!;
    const x = (0.3 + 0.4 * share(factors, image, 0)) * 32;
    const y = (0.3 + 0.4 * share(factors, image, 1)) * 32;
    const radius = (0.12 + 0.16 * share(factors, image, 2)) * 32;
    const bright = (0.5 + 0.5 * share(factors, image, 3)) * 255;
    let sum = 0;
    let error = 0;
    for (let row = 0; row < 32; row++) {
      for (let column = 0; column < 32; column++) {
        let hits = 0;
        for (let part = 0; part < fine * fine; part++) {
          const u = column + (part % fine + 0.5) / fine - x;
          const v = row + (Math.floor(part / fine) + 0.5) / fine - y;
          if (INSIDE[shape]!(u / radius, v / radius)) hits++;
        }
        const drawn = pixelOf(train, image, row, column) / bright;
        error = Math.max(error, Math.abs(drawn - hits / fine ** 2));
        sum += drawn;
      }
    }
    assert.ok(error < 0.05, `${shape} ${image}: a pixel is off by ${error}`);
    const area = AREA[shape]! * radius ** 2;
    assert.ok(
      Math.abs(sum / area - 1) < 0.02,
      `${shape} ${image}: area ${sum}, expected ${area}`,
    );
  }
});

Deno.test("data.synthetic gives factors of zero mean and unit variance", async () => {
  for (const config of [{}, { kind: "mixture", components: 5 }]) {
    const { outputs: { factors } } = await draw({ ...config, limit: 8000 });
    assert.equal(factors.dim, config.kind === undefined ? 4 + 3 : 2 + 5);
    for (let j = 0; j < factors.dim; j++) {
      let mean = 0;
      let square = 0;
      for (let i = 0; i < factors.count; i++) {
        const code = factors.codes[i * factors.dim + j]!;
        mean += code / factors.count;
        square += code * code / factors.count;
      }
      // Four standard errors of a mean are 0.045; of these variances, less
      // than 0.09.
      assert.ok(Math.abs(mean) < 0.045, `factor ${j}: mean ${mean}`);
      assert.ok(Math.abs(square - 1) < 0.09, `factor ${j}: square ${square}`);
    }
  }
});

Deno.test("data.synthetic puts dots at points of its mixture", async () => {
  for (
    const { layout, components, centre } of [
      {
        layout: "ring",
        components: 8,
        centre: (i: number) => [
          0.3 * Math.cos(i * Math.PI / 4),
          0.3 * Math.sin(i * Math.PI / 4),
        ],
      },
      {
        layout: "grid",
        components: 9,
        centre: (
          i: number,
        ) => [0.3 * (i % 3 - 1), 0.3 * (Math.floor(i / 3) - 1)],
      },
    ]
  ) {
    const config = { kind: "mixture", layout, components, spread: 0.015 };
    const { outputs } = await draw({ ...config, limit: 900 });
    const { train } = outputs;
    const offsets: number[] = [];
    const counts = new Array(components).fill(0);
    for (let image = 0; image < train.shape[0]; image++) {
      let [mass, right, down] = [0, 0, 0];
      for (let row = 0; row < 32; row++) {
        for (let column = 0; column < 32; column++) {
          const weight = pixelOf(train, image, row, column);
          mass += weight;
          right += weight * (column + 0.5);
          down += weight * (row + 0.5);
        }
      }
      const label = train.labels![image]!;
      counts[label]++;
      const [x, y] = centre(label) as [number, number];
      offsets.push(right / mass / 32 - 0.5 - x, down / mass / 32 - 0.5 - y);
      // A dot of deviation s has mass 2πs² of the full brightness.
      const expected = 2 * Math.PI * (0.06 * 32) ** 2 * 255;
      assert.ok(Math.abs(mass / expected - 1) < 0.01, `mass ${mass}`);
    }
    const square = offsets.reduce((sum, at) => sum + at * at, 0);
    const deviation = Math.sqrt(square / offsets.length);
    assert.ok(Math.abs(deviation - 0.015) < 0.001, `deviation ${deviation}`);
    const expected = 900 / components;
    for (const count of counts) {
      assert.ok(Math.abs(count - expected) < 5 * Math.sqrt(expected));
    }
  }
});

Deno.test("data.synthetic gives dots whose factors are their standardised points", async () => {
  const { outputs: { train, factors } } = await draw({
    kind: "mixture",
    layout: "grid",
    components: 4,
    spread: 0.05,
  });
  const deviation = Math.sqrt(0.3 ** 2 + 0.05 ** 2);
  for (let image = 0; image < 50; image++) {
    const x = (0.5 + factors.codes[image * factors.dim]! * deviation) * 32;
    const y = (0.5 + factors.codes[image * factors.dim + 1]! * deviation) * 32;
    const bright = (row: number, column: number) =>
      255 * Math.exp(
        -((column + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2) /
          (2 * (0.06 * 32) ** 2),
      );
    for (let row = 0; row < 32; row += 3) {
      for (let column = 0; column < 32; column += 3) {
        const drawn = pixelOf(train, image, row, column);
        assert.ok(Math.abs(drawn - bright(row, column)) < 0.51);
      }
    }
  }
});

Deno.test("data.synthetic repeats itself, and grows at its end", async () => {
  for (const kind of ["shapes", "mixture"]) {
    const first = await draw({ kind });
    const again = await draw({ kind });
    assert.deepEqual(again.digests, first.digests);
    const other = await draw({ kind }, 2);
    assert.notEqual(other.digests.train, first.digests.train);
    const { train, test, validation } = first.outputs;
    const longer = (await draw({ kind, limit: 777 })).outputs;
    assert.deepEqual(
      longer.train.pixels.subarray(0, train.pixels.length),
      train.pixels,
    );
    assert.deepEqual(longer.test.pixels, test.pixels);
    assert.deepEqual(validation.shape, [20, 32, 32, 1]);
    const seen = new Set<string>();
    for (const set of [train, validation, test]) {
      for (let image = 0; image < set.shape[0]; image++) {
        seen.add(
          set.pixels.subarray(image * 1024, (image + 1) * 1024).join(),
        );
      }
    }
    assert.equal(seen.size, 550);
  }
});

Deno.test("data.synthetic refuses settings that make no sense", () => {
  assert.throws(
    () => synthetic({ kind: "mixture", layout: "grid", components: 8 }),
    /square number/,
  );
  assert.throws(() => synthetic({ shapes: ["disc", "disc"] }), /repeat/);
  assert.throws(() => synthetic({ shapes: [] }), /shapes/);
});
