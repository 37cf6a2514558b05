import { createHash } from "node:crypto";
import type { ImageSet } from "../../kinds/mod.ts";

/** How many images of a set are, byte for byte, also in another. */
export function countShared(images: ImageSet, others: ImageSet): number {
  if (`${images.shape.slice(1)}` !== `${others.shape.slice(1)}`) return 0;
  const known = new Set(digestsOf(others));
  return [...digestsOf(images)].filter((digest) => known.has(digest)).length;
}

function* digestsOf({ pixels, shape: [count] }: ImageSet): Generator<string> {
  const size = pixels.length / count;
  for (let i = 0; i < count; i++) {
    const image = pixels.subarray(i * size, (i + 1) * size);
    yield createHash("sha256").update(image).digest("base64");
  }
}
