import assert from "node:assert/strict";
import { Limit } from "../../../lib/store/remote/limit.ts";

Deno.test("Limit lets work go on side by side as far as its weight fits", async () => {
  const limit = new Limit(10);
  const weights = [4, 4, 4, 100, 1, 9];
  const order: number[] = [];
  let used = 0;
  let most = 0;
  await Promise.all(weights.map((weight, i) =>
    limit.run(weight, async () => {
      used += Math.min(weight, 10);
      most = Math.max(most, used);
      order.push(i);
      await new Promise((done) => setTimeout(done, 1));
      used -= Math.min(weight, 10);
    })
  ));
  assert.equal(most, 10);
  assert.deepEqual(order, [0, 1, 2, 3, 4, 5]);
});

Deno.test("Limit frees the weight of work that fails", async () => {
  const limit = new Limit(1);
  const failing = limit.run(1, () => Promise.reject(new Error("no")));
  await assert.rejects(failing, /no/);
  assert.equal(await limit.run(1, () => Promise.resolve(7)), 7);
});
