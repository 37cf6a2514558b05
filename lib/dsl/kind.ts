/**
 * A named, versioned type of artifact: its TypeScript value, its bytes, and
 * how to describe it. The literal `Name` is the brand that makes wiring
 * mistakes compile errors.
 */
export interface Kind<
  out Name extends string = string,
  // deno-lint-ignore no-explicit-any -- `any` is the top of an invariant parameter
  in out Value = any,
  out Layout extends string = string,
> {
  /** Unique name, such as `"latents"` or `"model/generator"`. */
  readonly name: Name;
  /** Bumped when the bytes change meaning; part of every cache key. */
  readonly version: number;
  /**
   * In which ways what it holds may be laid out: for a kind whose artifacts lie in
   * one of several, such as codes that are vectors or grids.
   */
  readonly layouts?: readonly Layout[];
  /** File extension of the encoded bytes, without the dot. */
  readonly extension: string;
  /** Turns a value into bytes; throws `TypeError` when it is not a valid value of this kind. */
  encode(value: Value): Uint8Array;
  /** Inverse of {@linkcode Kind.encode}; throws `TypeError` on malformed bytes. */
  decode(bytes: Uint8Array): Value;
  /** A few plain facts (shape, counts, ranges) for `pipeline show`. */
  summarize(value: Value): Readonly<Record<string, unknown>>;
}

/** Output ports of a stage: name to kind. */
export type Kinds = Readonly<Record<string, Kind>>;

/** The value that a kind decodes to. */
export type ValueOf<K extends Kind> = K extends Kind<string, infer V, string>
  ? V
  : never;

/** The layouts that a kind's artifacts may have; none for most kinds. */
export type LayoutOf<K> = K extends Kind<string, infer _, infer L> ? L : never;

/**
 * What an artifact may reveal. `"test"`: test data took part in it, directly or
 * through what it was made from; nothing may be fitted to it or chosen by it.
 * `"open"`: none did; it comes from training and validation data.
 */
export type Split = "open" | "test";

/** A slot that says which splits it takes; a plain kind takes `"open"` alone. */
export interface OfSplit<
  out K extends Kind = Kind,
  out S extends Split = Split,
> {
  /** Kind of the artifact. */
  readonly kind: K;
  /** What the artifact may reveal. */
  readonly splits: readonly S[];
}

/** What a slot says of one artifact. */
export type Item = Kind | OfSplit;

/** A slot that takes any number of artifacts of one kind, by label. */
export interface Many<out I extends Item = Item> {
  /** What the slot says of every artifact in the record. */
  readonly many: I;
}

/** A slot that may stay empty. */
export interface Optional<out S extends Item | Many = Item | Many> {
  /** What the slot takes when it is filled. */
  readonly optional: S;
}

/** What an input may be declared as. */
export type Slot = Item | Many | Optional;

/** Input slots of a stage, by name. */
export type Slots = Readonly<Record<string, Slot>>;

/** The kind of an item, whatever its splits. */
export type KindOfItem<I> = I extends OfSplit<infer K> ? K
  : I extends Kind ? I
  : never;

type ValueOfSlot<S> = S extends Many<infer I>
  ? Readonly<Record<string, ValueOf<KindOfItem<I>>>>
  : ValueOf<KindOfItem<S>>;

/** The decoded values that fill a record of slots. */
export type ValuesOf<S extends Slots> = {
  readonly [P in keyof S]: S[P] extends Optional<infer I>
    ? ValueOfSlot<I> | undefined
    : ValueOfSlot<S[P]>;
};

/**
 * Declares a slot that takes test data too: for stages that measure or show.
 * What such a stage makes of test data counts as test data. A slot that is a
 * plain kind refuses it, so that nothing is fitted to it or chosen by it.
 *
 * @param kind The kind of the artifact
 *
 * @example
 * ```ts
 * import { anySplit, defineKind, many, optional, splitsOf } from "./kind.ts";
 *
 * const Text = defineKind({
 *   name: "text",
 *   version: 1,
 *   extension: "txt",
 *   encode: (text: string) => new TextEncoder().encode(text),
 *   decode: (bytes): string => new TextDecoder().decode(bytes),
 *   summarize: (text) => ({ characters: text.length }),
 * });
 * console.assert(splitsOf(optional(many(anySplit(Text)))).includes("test"));
 * console.assert(!splitsOf(Text).includes("test"));
 * ```
 */
export function anySplit<K extends Kind>(kind: K): OfSplit<K, Split> {
  return Object.freeze({ kind, splits: ["open", "test"] as const });
}

/**
 * Declares a slot that takes only what rests on test data: final figures.
 *
 * @param kind The kind of the artifact
 */
export function testOnly<K extends Kind>(kind: K): OfSplit<K, "test"> {
  return Object.freeze({ kind, splits: ["test"] as const });
}

/**
 * Declares a slot that takes a labelled record of artifacts.
 *
 * @param item The kind of every artifact in the record, or `anySplit(kind)`
 */
export function many<I extends Item>(item: I): Many<I> {
  return Object.freeze({ many: item });
}

/**
 * Declares a slot that may be left out.
 *
 * @param slot What the slot takes when filled: a kind, `anySplit(kind)` or
 * `many(…)`
 */
export function optional<S extends Item | Many>(slot: S): Optional<S> {
  return Object.freeze({ optional: slot });
}

/**
 * The kind inside a slot, whatever its modifiers.
 *
 * @example
 * ```ts
 * import { defineKind, kindOf, many, optional } from "./kind.ts";
 *
 * const Text = defineKind({
 *   name: "text",
 *   version: 1,
 *   extension: "txt",
 *   encode: (text: string) => new TextEncoder().encode(text),
 *   decode: (bytes): string => new TextDecoder().decode(bytes),
 *   summarize: (text) => ({ characters: text.length }),
 * });
 * console.assert(kindOf(optional(many(Text))) === Text);
 * ```
 */
export function kindOf(slot: Slot): Kind {
  const item = itemOf(slot);
  return "splits" in item ? item.kind : item;
}

/** What a slot's artifacts may reveal; `"open"` alone unless it says more. */
export function splitsOf(slot: Slot): readonly Split[] {
  const item = itemOf(slot);
  return "splits" in item ? item.splits : ["open"];
}

function itemOf(slot: Slot): Item {
  if ("optional" in slot) return itemOf(slot.optional);
  return "many" in slot ? slot.many : slot;
}

/** Whether a slot takes a labelled record. */
export function isMany(slot: Slot): boolean {
  return "optional" in slot ? isMany(slot.optional) : "many" in slot;
}

/** Whether a slot may stay empty. */
export function isOptional(slot: Slot): slot is Optional {
  return "optional" in slot;
}

/**
 * Declares a kind of artifact.
 *
 * @example
 * ```ts
 * import { defineKind } from "./kind.ts";
 *
 * const Note = defineKind({
 *   name: "note",
 *   version: 1,
 *   extension: "txt",
 *   encode: (text: string) => new TextEncoder().encode(text),
 *   decode: (bytes): string => new TextDecoder().decode(bytes),
 *   summarize: (text) => ({ characters: text.length }),
 * });
 * console.assert(Note.decode(Note.encode("hi")) === "hi");
 * ```
 */
export function defineKind<
  const Name extends string,
  Value,
  const Layout extends string = never,
>(kind: {
  name: Name;
  version: number;
  layouts?: readonly Layout[];
  extension: string;
  encode(value: Value): Uint8Array;
  decode(bytes: Uint8Array): Value;
  summarize(value: NoInfer<Value>): Readonly<Record<string, unknown>>;
}): Kind<Name, Value, Layout> {
  return Object.freeze(kind);
}

/**
 * A kind whose artifacts have one of some of its layouts: a slot of it takes no
 * other, and an output of it says what it is.
 *
 * @example
 * ```ts
 * import { defineKind, laid } from "./kind.ts";
 *
 * const Text = defineKind({
 *   name: "text",
 *   version: 1,
 *   layouts: ["line", "page"],
 *   extension: "txt",
 *   encode: (text: string) => new TextEncoder().encode(text),
 *   decode: (bytes): string => new TextDecoder().decode(bytes),
 *   summarize: (text) => ({ characters: text.length }),
 * });
 * console.assert(laid(Text, "line").layouts?.join() === "line");
 * ```
 */
export function laid<
  Name extends string,
  Value,
  All extends string,
  const Some extends All,
>(
  kind: Kind<Name, Value, All>,
  ...layouts: readonly Some[]
): Kind<Name, Value, Some> {
  return Object.freeze({ ...kind, layouts });
}
