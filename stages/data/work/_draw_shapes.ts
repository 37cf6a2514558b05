import type { Random } from "../../../lib/stats/random.ts";
import type { Drawn } from "./_drawn.ts";
import { distanceTo, type Shape } from "./_shapes.ts";

/** Settings of shapes. */
export interface ShapesConfig {
  readonly size: number;
  readonly shapes: readonly Shape[];
}

/** Ranges of the factors; places and radii over the picture's side. */
const RANGES = [
  ["x", 0.3, 0.7],
  ["y", 0.3, 0.7],
  ["radius", 0.12, 0.28],
  ["brightness", 0.5, 1],
] as const;
const DIM = RANGES.length;
/** Parts of a pixel's side that are looked at on an outline. */
const PARTS = 4;
/** Standard deviation of the uniform law on [−½, ½]. */
const UNIFORM = Math.sqrt(1 / 12);

/** Draws one shape a picture. */
export function drawShapes(
  { size, shapes }: ShapesConfig,
  { open, count }: {
    readonly open: (name: string) => Random;
    readonly count: number;
  },
): Drawn {
  const labels = open("classes").integers(
    new Int32Array(count),
    shapes.length,
  );
  const draws = open("factors").uniform(new Float32Array(count * DIM));
  const pixels = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++) {
    const [x, y, radius, brightness] = RANGES.map(([, low, high], j) =>
      low + (high - low) * draws[i * DIM + j]!
    );
    paint(pixels.subarray(i * size * size, (i + 1) * size * size), {
      size,
      shape: shapes[labels[i]!]!,
      x: x! * size,
      y: y! * size,
      radius: radius! * size,
      brightness: brightness! * 255,
    });
  }
  return {
    pixels,
    labels,
    classes: shapes,
    factors: draws.map((draw) => (draw - 0.5) / UNIFORM),
    dim: DIM,
  };
}

/** Fills the pixels that a shape covers, those on its outline in part. */
function paint(
  pixels: Uint8Array,
  { size, shape, x, y, radius, brightness }: {
    readonly size: number;
    readonly shape: Shape;
    readonly x: number;
    readonly y: number;
    readonly radius: number;
    readonly brightness: number;
  },
): void {
  const distance = distanceTo[shape];
  const last = size - 1;
  const end = (at: number) => Math.min(last, Math.ceil(at + radius));
  const start = (at: number) => Math.max(0, Math.floor(at - radius) - 1);
  for (let row = start(y); row <= end(y); row++) {
    for (let column = start(x); column <= end(x); column++) {
      const covered = coverage((dx, dy) =>
        distance(column + dx - x, row + dy - y, radius)
      );
      pixels[row * size + column] = Math.round(brightness * covered);
    }
  }
}

/** Share of the unit square that lies at negative distances. */
function coverage(distance: (x: number, y: number) => number): number {
  const middle = distance(0.5, 0.5);
  // Half the diagonal: the outline does not meet the pixel.
  if (Math.abs(middle) > Math.SQRT1_2) return middle < 0 ? 1 : 0;
  let sum = 0;
  for (let part = 0; part < PARTS * PARTS; part++) {
    const far = distance(
      (part % PARTS + 0.5) / PARTS,
      (Math.floor(part / PARTS) + 0.5) / PARTS,
    );
    sum += Math.max(0, Math.min(1, 0.5 - far * PARTS));
  }
  return sum / (PARTS * PARTS);
}
