import assert from "node:assert/strict";
import { readThrown } from "../../../lib/run/attempt/thrown.ts";

Deno.test("readThrown() gives an error's first line and its stack", () => {
  const error = new RangeError("first\nsecond");
  const { message, detail } = readThrown(error);
  assert.equal(message, "first");
  assert.equal(detail, error.stack);
});

Deno.test("readThrown() puts everything into words, in one line of bounded length", () => {
  const trap = new Proxy({}, {
    get: () => {
      throw new Error("get");
    },
    getPrototypeOf: () => {
      throw new Error("getPrototypeOf");
    },
    ownKeys: () => {
      throw new Error("ownKeys");
    },
  });
  const inspected = {
    [Symbol.for("Deno.customInspect")]() {
      throw new Error("inspect");
    },
  };
  const circle: Record<string, unknown> = {};
  circle.self = circle;
  for (
    const thrown of [
      null,
      undefined,
      5,
      5n,
      Symbol("s"),
      () => {},
      trap,
      inspected,
      circle,
      new Error("h".repeat(200_000)),
      "t".repeat(200_000),
      Object.create(null),
      Array(1e6).fill("long"),
    ]
  ) {
    const { message, detail } = readThrown(thrown);
    assert.match(message, /^(it threw .+; throw an Error|h{1000}…|t{1000}…)/);
    assert.ok(!message.includes("\n") && message.length < 1100);
    assert.ok(detail.length < 70_000);
  }
  for (const empty of ["", " \n", new Error(""), new Error("\n")]) {
    assert.equal(readThrown(empty).message, "it threw without a message");
  }
});
