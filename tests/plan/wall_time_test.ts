import assert from "node:assert/strict";
import { wallTime, type Work } from "../../lib/plan/wall_time.ts";
import { draws } from "../fixtures/draws.ts";

function work(seconds: number, dependencies: number[] = [], threads = 1): Work {
  return { seconds, threads, gpu: 0, dependencies };
}

Deno.test("wallTime() is the sum on one thread, the longest path on many", () => {
  const source = draws(5);
  for (let trial = 0; trial < 50; trial++) {
    const works = Array.from({ length: 20 }, (_, i) =>
      work(
        source.uniform(),
        Array.from({ length: i }, (_, at) => at)
          .filter(() => source.uniform() < 0.2),
      ));
    const sum = works.reduce((total, { seconds }) => total + seconds, 0);
    assert(Math.abs(wallTime(works, 1) - sum) < 1e-9);
    const ends: number[] = [];
    for (const { seconds, dependencies } of works) {
      ends.push(seconds + Math.max(0, ...dependencies.map((at) => ends[at]!)));
    }
    const path = Math.max(...ends);
    assert(Math.abs(wallTime(works, 20) - path) < 1e-9);
    for (const jobs of [2, 3]) {
      const time = wallTime(works, jobs);
      // Graham's bound for list scheduling.
      assert(time >= Math.max(path, sum / jobs) - 1e-9);
      assert(time <= sum / jobs + path * (1 - 1 / jobs) + 1e-9);
    }
  }
});

Deno.test("wallTime() shares threads and the GPU as a run does", () => {
  assert.equal(wallTime([], 2), 0);
  assert.equal(wallTime([work(1, [], 2), work(1), work(1)], 2), 2);
  assert.equal(wallTime([work(1), work(3, [], 2), work(1)], 2), 4);
  assert.equal(wallTime([work(3, [], 8)], 2), 3);
  const gpu = { ...work(2), gpu: 1 };
  assert.equal(wallTime([gpu, gpu, work(3)], 4), 4);
  assert.equal(wallTime([gpu, gpu, work(3)], 4, 2), 3);
  const shares = Array.from({ length: 9 }, () => ({ ...gpu, gpu: 1 / 3 }));
  assert.equal(wallTime(shares, 99), 6);
  // Two thirds of two cards are not one whole: it waits.
  const third = { ...work(3), gpu: 2 / 3 };
  assert.equal(wallTime([third, third, gpu], 99, 2), 5);
  const many = Array.from({ length: 100_000 }, () => gpu);
  assert.equal(wallTime(many, 16), 200_000);
});
