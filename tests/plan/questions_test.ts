import assert from "node:assert/strict";
import { changedQuestion } from "../../lib/plan/questions.ts";
import { emit, subtract, truncate } from "../fixtures/stages.ts";

/** Builds its nodes anew each time. */
function difference(value: number) {
  const left = emit({ values: [value] }).numbers;
  const right = truncate({ numbers: emit({ values: [2] }).numbers }).numbers;
  return subtract({ left, right }).numbers;
}

Deno.test("changedQuestion() compares nodes by what they are made of", () => {
  const before = [difference(1), emit({ values: [2] }).numbers];
  const same = [difference(1), emit({ values: [2] }).numbers, difference(3)];
  assert.equal(changedQuestion([], same), undefined);
  assert.equal(changedQuestion(before, same), undefined);
  assert.equal(changedQuestion(before, [difference(2), same[1]!]), 0);
  assert.equal(changedQuestion(before, [same[0]!, same[0]!]), 1);
  assert.equal(changedQuestion(before, same.toReversed()), 0);
  assert.equal(changedQuestion(before, same.slice(0, 1)), 1);
});
