/**
 * A named, versioned type of artifact: its TypeScript value, its bytes, and
 * how to describe it. The literal `Name` is the brand that makes wiring
 * mistakes compile errors.
 */
// deno-lint-ignore no-explicit-any -- `any` is the top of an invariant parameter
export interface Kind<out Name extends string = string, in out Value = any> {
  /** Unique name, such as `"latents"` or `"model/generator"`. */
  readonly name: Name;
  /** Bumped when the bytes change meaning; part of every cache key. */
  readonly version: number;
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
export type ValueOf<K extends Kind> = K extends Kind<string, infer V> ? V
  : never;

/** A slot that takes any number of artifacts of one kind, by label. */
export interface Many<out K extends Kind = Kind> {
  /** Kind of every artifact in the record. */
  readonly many: K;
}

/** A slot that may stay empty. */
export interface Optional<out S extends Kind | Many = Kind | Many> {
  /** What the slot takes when it is filled. */
  readonly optional: S;
}

/** What an input may be declared as. */
export type Slot = Kind | Many | Optional;

/** Input slots of a stage, by name. */
export type Slots = Readonly<Record<string, Slot>>;

type ValueOfSlot<S> = S extends Many<infer K>
  ? Readonly<Record<string, ValueOf<K>>>
  : S extends Kind ? ValueOf<S>
  : never;

/** The decoded values that fill a record of slots. */
export type ValuesOf<S extends Slots> = {
  readonly [P in keyof S]: S[P] extends Optional<infer I>
    ? ValueOfSlot<I> | undefined
    : ValueOfSlot<S[P]>;
};

/**
 * Declares a slot that takes a labelled record of artifacts.
 *
 * @param kind The kind of every artifact in the record
 */
export function many<K extends Kind>(kind: K): Many<K> {
  return Object.freeze({ many: kind });
}

/**
 * Declares a slot that may be left out.
 *
 * @param slot The kind, or `many(kind)`, that the slot takes when filled
 */
export function optional<S extends Kind | Many>(slot: S): Optional<S> {
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
  if ("optional" in slot) return kindOf(slot.optional);
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
export function defineKind<const Name extends string, Value>(kind: {
  name: Name;
  version: number;
  extension: string;
  encode(value: Value): Uint8Array;
  decode(bytes: Uint8Array): Value;
  summarize(value: NoInfer<Value>): Readonly<Record<string, unknown>>;
}): Kind<Name, Value> {
  return Object.freeze(kind);
}
