/**
 * What may not be looked at while a pipeline is built is a compile error.
 *
 * @module
 */
import { data, definePipeline, encode, report, z } from "../../mod.ts";
import type { Known } from "../../mod.ts";
import { emit } from "../fixtures/stages.ts";

/** Never called: it is here to be compiled. */
export function looks(known: Known): void {
  const { train, validation, test } = data.mnist();
  const pca = encode.pca({ images: train });
  const { latents } = encode.apply({ encoder: pca.encoder, images: test });
  const either = Math.random() < 0.5 ? test : validation;

  known(emit({ values: [1] }).numbers) satisfies readonly number[] | undefined;
  // @ts-expect-error it may not have been made
  known(emit({ values: [1] }).numbers) satisfies readonly number[];
  // @ts-expect-error another kind of value
  known(emit({ values: [1] }).numbers) satisfies string | undefined;
  known(pca.latents);
  known(validation);
  // @ts-expect-error test data
  known(test);
  // @ts-expect-error codes of test data
  known(latents);
  // @ts-expect-error what may be test data
  known(either);
  // @ts-expect-error a whole node
  known(pca);
  // @ts-expect-error no output of a stage
  known("latents");

  definePipeline({
    name: "study",
    params: z.object({ fresh: z.array(z.int().positive()).default([8]) }),
    targets: ({ fresh }, { known }) => {
      const choice = emit({ values: fresh }).numbers;
      const chosen = known(choice);
      if (chosen === undefined) return { choice };
      const table = report.table({ rows: { "a=1": pca.scores } }).table;
      return chosen.length > 1 ? { table } : { table, choice };
    },
  });
  // @ts-expect-error a target that may be undefined
  definePipeline({
    name: "study",
    params: z.object({}),
    targets: (_, { known }) => ({ choice: known(pca.latents) }),
  });
}

Deno.test("what may not be looked at is a compile error", () => {
  // The compiler has checked it when this runs with type checking on.
});
