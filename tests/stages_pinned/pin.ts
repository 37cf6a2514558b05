/**
 * Rewrites `pins.json`: `deno task pin`. Run it after a change to a built-in
 * stage, or to a module that one uses, once the decision is made whether
 * results could differ (bump the stage's version) or not (leave it).
 */
import { currentPins, type Pin } from "./closures.ts";
import pinned from "./pins.json" with { type: "json" };

const before: Readonly<Record<string, Pin>> = pinned;
const after = await currentPins();
for (const [name, pin] of Object.entries(after)) {
  const old = before[name];
  if (old === undefined) console.log(`${name}: new, version ${pin.version}`);
  else if (old.version !== pin.version) {
    console.log(`${name}: version ${old.version} → ${pin.version}`);
  } else if (old.closure !== pin.closure) {
    console.log(
      `${name}: code changed, version ${pin.version} kept: right only if results stay the same`,
    );
  }
}
for (const name of Object.keys(before)) {
  if (after[name] === undefined) console.log(`${name}: gone`);
}
Deno.writeTextFileSync(
  new URL("./pins.json", import.meta.url),
  `${JSON.stringify(after, null, 2)}\n`,
);
