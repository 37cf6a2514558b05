import assert from "node:assert/strict";
import { verdictText } from "../../lib/cli/verdict_text.ts";
import type { Verdict } from "../../lib/verdict/judge.ts";

const OPEN: Verdict = {
  kind: "open",
  baseline: "gaussian",
  aim: { epsilon: { kid: 1 }, size: 8, source: { kid: "between" } },
  candidate: { latent: "pca", size: 4, parameters: 11_141 },
  expected: { latent: "gaussian", size: 8, parameters: 27_713 },
  saving: undefined,
  missing: ["falling", "seeds"],
  reaches: [],
  misses: [],
  falls: [],
  gate: [],
  shifts: [],
  alpha: 0.04,
  fresh: true,
  needed: undefined,
};

Deno.test("verdictText() says in one line what a study says", () => {
  assert.equal(
    verdictText(OPEN),
    "open: pca at 11,141 parameters may do what gaussian needs 27,713 for; missing: more training: the baseline still gets better, fresh seeds",
  );
  const saves = { ...OPEN, kind: "saves" as const, missing: [] };
  assert.equal(
    verdictText({ ...saves, saving: { factor: 2.4875, size: 8 } }),
    "saves: pca at 11,141 parameters is at least 2.49 times smaller than gaussian",
  );
  assert.match(
    verdictText({ ...saves, saving: { factor: 2.4875, size: undefined } }),
    /is more than 2\.49 times smaller/,
  );
  assert.equal(
    verdictText({ ...OPEN, candidate: undefined, missing: ["quality"] }),
    "open; missing: a generator that reaches the quality",
  );
  assert.match(
    verdictText({
      ...OPEN,
      candidate: undefined,
      fresh: false,
      missing: ["flat"],
    }),
    /gets better with its size; no fresh seeds were trained$/,
  );
  assert.match(
    verdictText({ ...OPEN, expected: undefined }),
    /^open: pca at 11,141 parameters may reach the quality, which gaussian does with none of its sizes; missing/,
  );
  assert.match(
    verdictText({ ...saves, saving: { factor: 3199.6, size: 8 } }),
    /at least 3,200 times smaller/,
  );
});
