import assert from "node:assert/strict";
import { z } from "zod";
import { asking } from "../../lib/dsl/known.ts";
import { definePipeline } from "../../lib/dsl/pipeline.ts";
import { defineStage } from "../../lib/dsl/stage.ts";
import { data, encode } from "../../mod.ts";
import { emit, Numbers, truncate } from "../fixtures/stages.ts";

/** What untyped code may ask for. */
type Anything = (ref: unknown) => unknown;

Deno.test("build() answers the n-th question with the n-th answer", () => {
  const pipeline = definePipeline({
    name: "test",
    params: z.object({ scale: z.number().default(2) }),
    targets: ({ scale }, { known }) => {
      const first = emit({ values: [scale] }).numbers;
      const found = known(first);
      if (found === undefined) return { first };
      const second = emit({ values: [...found, scale] }).numbers;
      return { last: emit({ values: [...known(second) ?? []] }).numbers };
    },
  });
  const configs = (answers: unknown[]) => {
    const { targets, asked } = pipeline.build({}, answers);
    return {
      targets: Object.keys(targets),
      asked: asked.map(({ node }) => node.config.values),
    };
  };
  assert.deepEqual(configs([]), { targets: ["first"], asked: [[2]] });
  assert.deepEqual(configs([[7]]), { targets: ["last"], asked: [[2], [7, 2]] });
  const { targets } = pipeline.build({}, [[7], [8]]);
  assert.deepEqual(targets.last!.node.config.values, [8]);
});

Deno.test("known() refuses test data, and what rests on it, from untyped code", () => {
  const { train, test } = data.mnist();
  const { encoder } = encode.pca({ images: train });
  const { latents } = encode.apply({ encoder, images: test });
  const cases: [unknown, RegExp][] = [
    [test, /: 'test' of 'data\.mnist' is test data, by which nothing may be/],
    [
      latents,
      /: 'latents' of 'encode\.apply' rests on 'test' of 'data\.mnist'/,
    ],
    [{ ...test, split: "open" }, /'test' of 'data\.mnist' is test data/],
    [{ ...latents, split: "open" }, /rests on 'test' of 'data\.mnist'/],
    [data.mnist(), /it is no output of a stage; give one/],
    [undefined, /it is no output of a stage/],
    ["latents", /it is no output of a stage/],
  ];
  for (const [ref, message] of cases) {
    const pipeline = definePipeline({
      name: "test",
      params: z.object({}),
      targets: (_, { known }) => {
        (known as Anything)(ref);
        return {};
      },
    });
    assert.throws(() => pipeline.build(), {
      name: "PipelineError",
      code: "misuse",
      message,
    });
  }
  using results = asking([]);
  assert.equal(results.known(encode.pca({ images: train }).latents), undefined);
});

Deno.test("known() refuses to be asked when targets has returned", () => {
  let later: Anything = () => {};
  const { build } = definePipeline({
    name: "test",
    params: z.object({}),
    targets: (_, { known }) => {
      later = known as Anything;
      return {};
    },
  });
  build();
  assert.throws(
    () => later(emit({ values: [1] }).numbers),
    /Cannot look at a result .*: targets has returned; ask before that/,
  );
});

Deno.test("a stage defined by what is known is refused", () => {
  const { build } = definePipeline({
    name: "test",
    params: z.object({}),
    targets: (_, { known }) => {
      const { numbers } = emit({ values: [1] });
      const found = known(numbers);
      if (found === undefined) return { numbers };
      const own = defineStage({
        ...truncate.spec,
        name: "test.own",
        outputs: { numbers: Numbers },
        run: () => Promise.resolve({ numbers: found }),
      });
      return { own: own({ numbers }).numbers };
    },
  });
  build();
  assert.throws(
    () => build({}, [[1]]),
    /Cannot define stage 'test\.own' while/,
  );
});
