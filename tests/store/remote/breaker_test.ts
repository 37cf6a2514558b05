import assert from "node:assert/strict";
import { Breaker } from "../../../lib/store/remote/breaker.ts";

Deno.test("Breaker opens after three failures in a row, not before", () => {
  const breaker = new Breaker();
  for (let i = 0; i < 4; i++) {
    breaker.failed("a");
    breaker.failed("b");
    breaker.succeeded();
  }
  assert.equal(breaker.open, undefined);
  for (const why of ["c", "d"]) breaker.failed(why);
  assert.equal(breaker.open, "d");
  breaker.refuse("e");
  breaker.succeeded();
  assert.equal(breaker.open, "d");
});

Deno.test("Breaker opens after ten failures among successes", () => {
  const breaker = new Breaker();
  for (let i = 1; i <= 10; i++) {
    assert.equal(breaker.open, undefined);
    breaker.failed(`failure ${i}`);
    breaker.succeeded();
  }
  assert.equal(breaker.open, "failure 10");
});

Deno.test("Breaker opens at once on a refusal", () => {
  const breaker = new Breaker();
  breaker.refuse("no");
  assert.equal(breaker.open, "no");
});
