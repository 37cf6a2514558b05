import assert from "node:assert/strict";
import { logName, logsOf } from "../../../lib/run/observe/log_name.ts";

Deno.test("logName() tells nodes and attempts apart, and holds no path", () => {
  const name = "generate.gan[latent=a/b,width=8]";
  assert.equal(
    logName({ index: 3, name }, 2),
    "3-generate.gan[latent=a_b,width=8].2.log",
  );
  const long = "x".repeat(300);
  assert(logName({ index: 1, name: long }, 1).length < 120);
});

Deno.test("logsOf() finds a node's logs in the order of its attempts", () => {
  const names = [
    "1-a.10.log",
    "1-a.2.log",
    "2-a.b.1.log",
    "3-b.1.log",
    "a.log",
  ];
  assert.deepEqual(logsOf("a", names), ["1-a.2.log", "1-a.10.log"]);
  assert.deepEqual(logsOf("a.b", names), ["2-a.b.1.log"]);
  assert.deepEqual(logsOf("c", names), []);
});
