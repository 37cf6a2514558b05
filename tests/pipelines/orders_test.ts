import assert from "node:assert/strict";
import { ordersOf } from "../../pipelines/_orders.ts";

Deno.test("ordersOf() counts seeds and steps that grow", () => {
  const rows: Record<string, { kid: { value: number } }> = {};
  for (const [seed, values] of [[0, [1, 2, 3]], [2, [1, 0, 5]]] as const) {
    values.forEach((value, level) =>
      rows[`way=blur,level=${level},seed=${seed}`] = { kid: { value } }
    );
  }
  assert.deepEqual(ordersOf(rows).rows, [
    ["kid", "blur", 1, 2, 3, 4, 1, 1, 4, null, null],
  ]);
});
