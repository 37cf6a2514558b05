import assert from "node:assert/strict";
import { throttle } from "../../../../lib/run/attempt/worker/throttle.ts";

Deno.test("throttle() passes the first value, then the newest of each interval", () => {
  const passed: number[] = [];
  let time = 0;
  const { push, flush } = throttle((value: number) => {
    passed.push(value);
  }, () => time);
  for (time = 0; time < 250; time += 10) push(time);
  assert.deepEqual(passed, [0, 100, 200]);
  flush();
  flush();
  assert.deepEqual(passed, [0, 100, 200, 240]);
});
