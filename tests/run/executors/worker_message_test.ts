import assert from "node:assert/strict";
import { parseWorkerMessage } from "../../../lib/run/executors/worker_message.ts";

const end = { memory: 1, reusable: true, doubtful: false, marked: true };

Deno.test("parseWorkerMessage() reads messages, with figures that are not finite", () => {
  const metrics = { a: "NaN", b: "-Infinity", c: 0.5, __proto__: null };
  assert.deepEqual(
    parseWorkerMessage(JSON.stringify({
      type: "progress",
      progress: { done: 1, total: 2, metrics },
    })),
    {
      type: "progress",
      progress: {
        done: 1,
        total: 2,
        metrics: { a: NaN, b: -Infinity, c: 0.5 },
      },
    },
  );
  const outcome = { status: "done", outputs: {} };
  const message = { type: "outcome", end: { ...end, outcome } };
  assert.deepEqual(parseWorkerMessage(JSON.stringify(message)), message);
});

Deno.test("parseWorkerMessage() takes nothing else for a message", () => {
  for (
    const line of [
      "",
      "5",
      "null",
      '{"a":1}',
      '{"type":',
      '{"type":"outcome"}',
      '{"type":"progress","progress":null}',
      '{"type":"progress","progress":{"done":1,"total":null}}',
      '{"type":"progress","progress":{"done":-1,"total":2}}',
      '{"type":"progress","progress":{"done":1,"total":2,"metrics":{"a":null}}}',
      '{"type":"log","line":5}',
      `{"type":"outcome","end":{"outcome":{"status":"done"},"memory":1}}`,
      JSON.stringify({
        type: "outcome",
        end: {
          ...end,
          outcome: { status: "done", outputs: { a: { digest: "../../x" } } },
        },
      }),
    ]
  ) assert.equal(parseWorkerMessage(line), undefined, line);
});
