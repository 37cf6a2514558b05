/** What JavaScript gives to every program, and what Deno adds to run stages with. */
const WATCHED = [
  "Array",
  "BigInt",
  "Boolean",
  "Date",
  "Deno",
  "Float32Array",
  "Float64Array",
  "Function",
  "JSON",
  "Map",
  "Math",
  "Number",
  "Object",
  "Promise",
  "Reflect",
  "RegExp",
  "Set",
  "String",
  "Symbol",
  "TextDecoder",
  "TextEncoder",
  "Uint8Array",
  "console",
] as const;

/** One thing that every program is given. */
interface Given {
  readonly name: string;
  readonly owner: Readonly<Record<string, unknown>>;
  readonly key: string;
  readonly value: unknown;
}

/**
 * Remembers what a program is given, and tells what of it was replaced or
 * frozen since. New globals, which many packages make, do not count.
 *
 * @returns Function that gives names, such as `"JSON.stringify"`
 */
export function watchGlobals(): () => string[] {
  const given = WATCHED.flatMap((name) => {
    const value = (globalThis as unknown as Given["owner"])[name];
    const { prototype } = value as { prototype?: object };
    return [
      {
        name,
        owner: globalThis as unknown as Given["owner"],
        key: name,
        value,
      },
      ...fieldsOf(name, value as object),
      ...prototype === undefined
        ? []
        : fieldsOf(`${name}.prototype`, prototype),
    ];
  });
  // These functions may be replaced too.
  const { is, isExtensible } = Object;
  const { ownKeys } = Reflect;
  const base = Object.prototype;
  const size = ownKeys(base).length;
  const frozen = [base, Array.prototype, Function.prototype, Map.prototype];
  return () => {
    const changed: string[] = [];
    for (const { name, owner, key, value } of given) {
      if (!is(owner[key], value)) changed[changed.length] = name;
    }
    const isWhole = ownKeys(base).length === size && frozen.every(isExtensible);
    if (!isWhole) changed[changed.length] = "a prototype";
    return changed;
  };
}

/** Fields that hold values; what is computed when it is read stays unread. */
function fieldsOf(name: string, owner: object): Given[] {
  return Object.entries(Object.getOwnPropertyDescriptors(owner)).flatMap(
    ([key, { value, writable }]) =>
      writable === true && typeof value === "function" && key !== "constructor"
        ? [{
          name: `${name}.${key}`,
          owner: owner as Given["owner"],
          key,
          value,
        }]
        : [],
  );
}
