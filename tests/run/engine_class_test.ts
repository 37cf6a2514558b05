import assert from "node:assert/strict";
import { ENGINE_NAMES, engineClass } from "../../lib/run/engine_class.ts";
import { ENGINES } from "../../lib/tensor/engines/mod.ts";

Deno.test("engineClass() says of every engine what the engine says of itself", () => {
  assert.deepEqual(
    [...ENGINE_NAMES].sort(),
    ["auto", ...ENGINES.map(({ name }) => name)].sort(),
  );
  for (const { name, numerics } of ENGINES) {
    assert.equal(engineClass(name).name, name);
    assert.equal(engineClass(name).numerics, numerics);
  }
});
