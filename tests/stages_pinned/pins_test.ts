import assert from "node:assert/strict";
import { currentPins, type Pin } from "./closures.ts";
import pinned from "./pins.json" with { type: "json" };

Deno.test("built-in stages have the code that their versions stand for", async () => {
  const pins: Readonly<Record<string, Pin>> = pinned;
  const now = await currentPins();
  const names = new Set([...Object.keys(pins), ...Object.keys(now)]);
  const moved = [...names].filter((name) =>
    pins[name]?.closure !== now[name]?.closure ||
    pins[name]?.version !== now[name]?.version
  );
  assert.deepEqual(
    moved,
    [],
    `The code behind these stages changed. Where results could differ, raise ` +
      `the stage's version, so that nobody is served old results; then run ` +
      `'deno task pin' and commit tests/stages_pinned/pins.json: ${moved}`,
  );
});
