import type { IccProfile } from "./icc_profile.ts";

/** Light of sRGB's red, green and blue by X, Y and Z under D50. */
const FROM_XYZ = [
  [3.1338561, -1.6168667, -0.4906146],
  [-0.9787684, 1.9161415, 0.0334540],
  [0.0719453, -0.2289914, 1.4052427],
] as const;

/** The greatest value of 16 bits. */
const MOST = 65535;

/**
 * Levels of sRGB, 8 bits, for samples of 16 bits with a profile: `[…, 3]` or, with
 * transparency, `[…, 4]`. libvips takes all of 16 bits to be of Display P3, and is
 * some levels off in the dark.
 *
 * Source: IEC 61966-2-1; the matrix is the inverse of its primaries, adapted to
 * D50 by Bradford's.
 *
 * @param samples `[…, channels]`; the profile's colours, then transparency if any
 */
export function deepToSrgb(
  samples: Uint16Array,
  { channels, profile }: {
    readonly channels: number;
    readonly profile: IccProfile;
  },
): { readonly data: Uint8Array; readonly channels: 3 | 4 } {
  const { curves, primaries } = profile;
  const matrix = FROM_XYZ.map((row) =>
    primaries.map((xyz) => row.reduce((sum, v, i) => sum + v * xyz[i]!, 0))
  );
  const lights = curves.map(kept);
  const level = kept((light) => Math.round(255 * encoded(light)));
  const count = samples.length / channels;
  const hasAlpha = channels > curves.length;
  const to = hasAlpha ? 4 : 3;
  const data = new Uint8Array(count * to);
  const light = new Float64Array(3);
  for (let i = 0; i < count; i++) {
    const at = i * channels;
    for (let c = 0; c < 3; c++) {
      const own = Math.min(c, curves.length - 1);
      light[c] = lights[own]!(samples[at + own]!);
    }
    for (let c = 0; c < 3; c++) {
      const row = matrix[c]!;
      const mixed = primaries.length === 0
        ? light[c]!
        : row[0]! * light[0]! + row[1]! * light[1]! + row[2]! * light[2]!;
      data[i * to + c] = level(
        Math.round(MOST * Math.min(1, Math.max(0, mixed))),
      );
    }
    if (hasAlpha) data[i * to + 3] = samples[at + curves.length]! >> 8;
  }
  return { data, channels: to };
}

/** A function of [0, 1] for values of 16 bits, each reckoned once. */
function kept(of: (x: number) => number): (value: number) => number {
  const known = new Float64Array(MOST + 1).fill(NaN);
  return (value) => {
    if (Number.isNaN(known[value])) known[value] = of(value / MOST);
    return known[value]!;
  };
}

function encoded(light: number): number {
  return light <= 0.0031308
    ? 12.92 * light
    : 1.055 * light ** (1 / 2.4) - 0.055;
}
