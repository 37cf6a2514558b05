import assert from "node:assert/strict";
import sharp from "sharp";
import { nearDuplicates } from "../../lib/image/near_duplicates.ts";
import { mnist } from "../../stages/data/mnist.ts";
import { random } from "../../lib/stats/random.ts";
import { runStage } from "../fixtures/run_stage.ts";
import { type Painting, paintScene } from "../fixtures/scenes.ts";

const SIDE = 48;
const SCENES = 40;

function groupsOf(pictures: readonly Uint8Array[], side = SIDE) {
  const pixels = new Uint8Array(pictures.length * side * side * 3);
  pictures.forEach((picture, i) => pixels.set(picture, i * picture.length));
  return nearDuplicates({ pixels, shape: [pictures.length, side, side, 3] });
}

const scenes = Array.from(
  { length: SCENES },
  (_, scene) => paintScene(scene, SIDE),
);

/** A picture written as JPEG of quality 85 and read again. */
async function reencoded(pixels: Uint8Array): Promise<Uint8Array> {
  const raw = { width: SIDE, height: SIDE, channels: 3 } as const;
  const jpeg = await sharp(pixels, { raw }).jpeg({ quality: 85 }).toBuffer();
  return new Uint8Array(await sharp(jpeg).raw().toBuffer());
}

const CHANGES: Readonly<
  Record<string, Painting | ((pixels: Uint8Array) => Promise<Uint8Array>)>
> = {
  "exact copies": {},
  "other colours (channels changed over)": {
    paint: ([r, g, b]) => [g!, b!, r!],
  },
  "other colours (negatives)": { paint: (seen) => seen.map((v) => 255 - v) },
  "darker ones": { paint: (seen) => seen.map((v) => 0.7 * v) },
  "brighter ones": { paint: (seen) => seen.map((v) => 0.8 * v + 40) },
  "grey ones": {
    paint: ([r, g, b]) => Array(3).fill(0.299 * r! + 0.587 * g! + 0.114 * b!),
  },
  "mirror images": { mirrored: true },
  "crops by 5 % to the middle": { left: 0.025, top: 0.025, size: 0.95 },
  "crops by 5 % to a corner": { left: 0.05, top: 0, size: 0.95 },
  "mirrored crops by 5 %": { top: 0.05, size: 0.95, mirrored: true },
  "JPEG files": reencoded,
};

for (const [name, change] of Object.entries(CHANGES)) {
  Deno.test(`nearDuplicates() groups pictures with ${name}`, async () => {
    const changed = await Promise.all(
      scenes.map((pixels, scene) =>
        typeof change === "function"
          ? change(pixels)
          : paintScene(scene, SIDE, change)
      ),
    );
    const groups = await groupsOf([...scenes, ...changed]);
    const found = scenes.filter((_, i) => groups[SCENES + i] === i).length;
    assert.ok(found >= 0.95 * SCENES, `${found} of ${SCENES}`);
    // Nothing else is together.
    assert.equal(new Set(groups).size, 2 * SCENES - found);
  });
}

Deno.test("nearDuplicates() leaves different pictures apart", async () => {
  const count = 600;
  const others = Array.from(
    { length: count },
    (_, scene) => paintScene(1000 + scene, 16),
  );
  const groups = await groupsOf(others, 16);
  assert.deepEqual([...groups], [...others.keys()]);
});

Deno.test("nearDuplicates() does not group what has no structure", async () => {
  const flat = Array.from(
    { length: 5 },
    (_, i) => new Uint8Array(SIDE * SIDE * 3).fill(i),
  );
  assert.deepEqual([...await groupsOf(flat)], [0, 1, 2, 3, 4]);
  assert.equal((await groupsOf([])).length, 0);
});

Deno.test("nearDuplicates() parts a group that is too large", async () => {
  // A chain: each picture is like the next, the ends are strangers.
  const steps = 60;
  const chain = Array.from({ length: steps }, (_, i) => {
    const [a, b] = [paintScene(1, SIDE), paintScene(2, SIDE)];
    return a.map((value, at) => value + (b[at]! - value) * i / (steps - 1));
  });
  const groups = [...await groupsOf(chain)];
  const sizes = [...Map.groupBy(groups, (group) => group).values()]
    .map(({ length }) => length);
  assert.ok(Math.max(...sizes) <= 10, `${sizes}`);
  // Many copies of one picture are near one another by any rule.
  const copies = Array.from({ length: 8 }, () => scenes[3]!);
  assert.equal(new Set(await groupsOf(copies)).size, 1);
});

Deno.test("nearDuplicates() gives the same groups in any order", async () => {
  const pictures = [
    ...scenes,
    ...scenes.map((_, i) => paintScene(i, SIDE, { mirrored: true })),
  ];
  const order = random(5n, "order").permutation(pictures.length);
  const straight = await groupsOf(pictures);
  const mixed = await groupsOf([...order].map((at) => pictures[at]!));
  for (let a = 0; a < order.length; a++) {
    for (let b = 0; b < a; b++) {
      assert.equal(
        mixed[a] === mixed[b],
        straight[order[a]!] === straight[order[b]!],
      );
    }
  }
});

Deno.test("nearDuplicates() groups few digits, and none in a heap", async () => {
  const { outputs: { train } } = await runStage(mnist, {
    config: { limit: 1500, validation: 1, testLimit: 1 },
  });
  const groups = [...await nearDuplicates(train)];
  const sizes = [...Map.groupBy(groups, (group) => group).values()]
    .map(({ length }) => length);
  assert.ok(Math.max(...sizes) <= 75, `${Math.max(...sizes)}`);
  const grouped = sizes.filter((size) => size > 1)
    .reduce((sum, size) => sum + size, 0);
  assert.ok(grouped <= 150, `${grouped}`);
});
