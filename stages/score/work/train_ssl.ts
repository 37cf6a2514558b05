import type { z } from "zod";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { random } from "../../../lib/stats/random.ts";
import { simclr } from "../../encode/simclr.ts";
import type { ImageSet } from "../../kinds/mod.ts";
import { countShared } from "./_count_shared.ts";

/** Trains the extractor of `score.ssl`. */
export async function trainSsl({ config, inputs: { images, seen }, ctx }: {
  readonly config: z.output<typeof simclr.spec.config>;
  readonly inputs: { readonly images: ImageSet; readonly seen: ImageSet };
  readonly ctx: StageContext;
}) {
  const [count] = images.shape;
  const shared = countShared(images, seen);
  if (shared > 0) ctx.log(`${shared} of ${count} images are in 'seen', too`);
  if (shared > count / 100) {
    throw new RangeError(
      `Cannot train an extractor apart: ${shared} of ${count} images are in 'seen', too; give it a part of the data that no encoder or generator is trained on`,
    );
  }
  const { encoder, scores } = await simclr.spec.run({
    config,
    inputs: { images, heldOut: undefined },
    ctx: { ...ctx, seed: ownSeed(ctx.seed) },
  });
  return {
    extractor: {
      ...encoder,
      facts: { ...encoder.facts, method: "ssl", images: count, shared },
    },
    scores,
  };
}

/** A seed that no other stage derives from the same settings. */
function ownSeed(seed: bigint): bigint {
  const [high, low] = random(seed, "score.ssl").words(new Uint32Array(2));
  return BigInt(high!) << 32n | BigInt(low!);
}
