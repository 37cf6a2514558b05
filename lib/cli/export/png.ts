import type { ExportFormat } from "./format.ts";

/** Pictures of one shape, as the kinds of images and samples hold them. */
interface Pictures {
  readonly pixels: Uint8Array;
  readonly shape: readonly [number, number, number, number];
}

function hasPictures(value: unknown): value is Pictures {
  const { pixels, shape } = (value ?? {}) as Partial<Pictures>;
  return pixels instanceof Uint8Array && shape?.length === 4;
}

/** A contact sheet of images. */
export const png: ExportFormat = {
  extension: "png",
  accepts: ({ value }) => hasPictures(value),
  async write({ value }, { limit }) {
    const { encodePng } = await import("../../image/png.ts");
    const { tileImages } = await import("../../image/tile.ts");
    const columns = Math.ceil(Math.sqrt(limit));
    return encodePng(tileImages(value as Pictures, { columns, limit }));
  },
};
