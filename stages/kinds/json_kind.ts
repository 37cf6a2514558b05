import { defineKind, type Kind } from "../../lib/dsl/kind.ts";

/** Declares a kind stored as JSON. */
export function defineJsonKind<const Name extends string, Value>(spec: {
  name: Name;
  version: number;
  check(value: Value): void;
  summarize(value: NoInfer<Value>): Readonly<Record<string, unknown>>;
}): Kind<Name, Value> {
  return defineKind({
    name: spec.name,
    version: spec.version,
    extension: "json",
    encode(value: Value) {
      spec.check(value);
      return new TextEncoder().encode(JSON.stringify(value));
    },
    decode(bytes): Value {
      try {
        const value = JSON.parse(new TextDecoder().decode(bytes));
        spec.check(value);
        return value;
      } catch (cause) {
        const why = (cause as Error).message
          .replace(`Cannot store '${spec.name}': `, "");
        throw new TypeError(`Cannot read '${spec.name}': ${why}`, { cause });
      }
    },
    summarize: spec.summarize,
  });
}
