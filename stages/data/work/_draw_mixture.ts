import type { Random } from "../../../lib/stats/random.ts";
import type { Drawn } from "./_drawn.ts";

/** Settings of a mixture. */
export interface MixtureConfig {
  readonly size: number;
  readonly layout: "ring" | "grid";
  readonly components: number;
  readonly spread: number;
  readonly dot: number;
}

/** Radius of the ring, and half the side of the grid, over the picture's side. */
const EXTENT = 0.3;

/** Draws one dot a picture, at a point of a mixture. */
export function drawMixture(
  config: MixtureConfig,
  { open, count }: {
    readonly open: (name: string) => Random;
    readonly count: number;
  },
): Drawn {
  const { size, spread } = config;
  const centres = centresOf(config);
  const labels = open("classes").integers(
    new Int32Array(count),
    centres.length,
  );
  const noise = open("factors").normal(new Float32Array(count * 2));
  const points = noise.map((draw, i) =>
    centres[labels[i >> 1]!]![i & 1]! + spread * draw
  );
  const pixels = new Uint8Array(count * size * size);
  for (let i = 0; i < count; i++) {
    paint(pixels.subarray(i * size * size, (i + 1) * size * size), {
      size,
      x: (0.5 + points[2 * i]!) * size,
      y: (0.5 + points[2 * i + 1]!) * size,
      deviation: config.dot * size,
    });
  }
  const deviation = [0, 1].map((axis) => {
    const square = centres.reduce((sum, at) => sum + at[axis]! ** 2, 0);
    return Math.sqrt(square / centres.length + spread ** 2);
  });
  return {
    pixels,
    labels,
    classes: centres.map((_, i) => String(i)),
    factors: points.map((value, i) => value / (deviation[i & 1]! || 1)),
    dim: 2,
  };
}

/** Centres of the components around the origin, which is their mean. */
function centresOf(
  { layout, components }: MixtureConfig,
): (readonly [number, number])[] {
  if (components === 1) return [[0, 0]];
  const side = Math.round(Math.sqrt(components));
  const along = (step: number) => EXTENT * ((2 * step) / (side - 1) - 1);
  return Array.from({ length: components }, (_, i) => {
    const angle = (2 * Math.PI * i) / components;
    return layout === "ring"
      ? [EXTENT * Math.cos(angle), EXTENT * Math.sin(angle)]
      : [along(i % side), along(Math.floor(i / side))];
  });
}

/** Paints a dot whose brightness falls off as a normal density. */
function paint(
  pixels: Uint8Array,
  { size, x, y, deviation }: {
    readonly size: number;
    readonly x: number;
    readonly y: number;
    readonly deviation: number;
  },
): void {
  const falloff = (centre: number) =>
    Float64Array.from(
      { length: size },
      (_, i) => Math.exp(-((i + 0.5 - centre) ** 2) / (2 * deviation ** 2)),
    );
  const [across, down] = [falloff(x), falloff(y)];
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      pixels[row * size + column] = Math.round(
        255 * across[column]! * down[row]!,
      );
    }
  }
}
