import assert from "node:assert/strict";
import { Traffic } from "../../../lib/store/remote/traffic.ts";

Deno.test("Traffic counts the time when any transfer is under way once", async () => {
  let clock = 0;
  const traffic = new Traffic(() => clock);
  assert.equal(traffic.rate, 0);
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  const transfers = [
    traffic.during(() => first.promise),
    traffic.during(() => second.promise),
  ];
  traffic.add(600);
  clock = 1000;
  first.resolve();
  await transfers[0];
  clock = 3000;
  assert.equal(traffic.seconds, 3);
  assert.equal(traffic.rate, 200);
  second.resolve();
  await transfers[1];
  clock = 9000;
  assert.equal(traffic.seconds, 3);
});
