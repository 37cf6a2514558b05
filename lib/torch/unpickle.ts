/** A value that a pickle names but does not hold: where a tensor's numbers lie. */
export interface Reference {
  /** What the pickler wrote in the place of the object. */
  readonly persistent: Pickled;
}

/** What {@linkcode unpickle} gives: plain data, and what `calls` makes. */
export type Pickled =
  | null
  | boolean
  | number
  | string
  | Global
  | Reference
  | Made
  | Map<Pickled, Pickled>
  | readonly Pickled[];

/** The name of a Python object, such as `"torch FloatStorage"`. */
export interface Global {
  /** Module and name, parted by a space. */
  readonly global: string;
}

/** What a permitted call stands for. */
export interface Made {
  /** Which global was called. */
  readonly made: string;
  /** What it was given. */
  readonly args: readonly Pickled[];
}

/** What a pickle may name. */
export interface Permitted {
  /** Globals that may be named, as `"module name"`. */
  readonly names: readonly string[];
  /** Globals that may be called; a call is noted, never made. */
  readonly calls: readonly string[];
}

/** Most values on the stack or in the memo. */
const MOST = 1_000_000;

/**
 * Reads one pickle as data. Python's `pickle.load` runs what the bytes say;
 * nothing is run here: plain values are read, the globals of `permitted` are
 * names, calls of them are notes, and state that would be put into an object is
 * dropped. Any other opcode, global or call is refused.
 *
 * Source: CPython's `Lib/pickletools.py`, protocol 2.
 *
 * @param bytes That start with a pickle; more may follow
 * @returns The value, and how many bytes the pickle takes
 * @throws {TypeError} when the pickle is cut short, or asks for more than data
 *
 * @example
 * ```ts
 * import { unpickle } from "./unpickle.ts";
 *
 * // pickle.dumps((1, True), protocol=2)
 * const bytes = Uint8Array.of(0x80, 2, 0x4b, 1, 0x88, 0x86, 0x2e);
 * const { value, length } = unpickle(bytes, { names: [], calls: [] });
 * console.assert(JSON.stringify(value) === "[1,true]" && length === 7);
 * ```
 */
export function unpickle(
  bytes: Uint8Array,
  permitted: Permitted,
): { readonly value: Pickled; readonly length: number } {
  const machine = new Machine(bytes, permitted);
  return { value: machine.run(), length: machine.at };
}

/** The pickle machine without what executes. */
class Machine {
  at = 0;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  readonly #permitted: Permitted;
  readonly #memo = new Map<number, Pickled>();
  readonly #marks: number[] = [];
  #stack: Pickled[] = [];

  constructor(bytes: Uint8Array, permitted: Permitted) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    this.#permitted = permitted;
  }

  run(): Pickled {
    while (true) {
      const place = this.at;
      const opcode = this.#byte();
      if (opcode === 0x2e) return this.#pop();
      this.#step(opcode, place);
      if (this.#stack.length > MOST || this.#memo.size > MOST) {
        throw refused(`it holds more than ${MOST} values`, place);
      }
    }
  }

  #step(opcode: number, place: number): void {
    const push = (value: Pickled) => void this.#stack.push(value);
    switch (opcode) {
      case 0x80: { // PROTO
        const version = this.#byte();
        if (version > 2) throw refused(`it is of protocol ${version}`, place);
        return;
      }
      case 0x28: // MARK
        return void this.#marks.push(this.#stack.length);
      case 0x4e: // NONE
        return push(null);
      case 0x88: // NEWTRUE
        return push(true);
      case 0x89: // NEWFALSE
        return push(false);
      case 0x4b: // BININT1
        return push(this.#byte());
      case 0x4d: // BININT2
        return push(this.#view.getUint16(this.#take(2), true));
      case 0x4a: // BININT
        return push(this.#view.getInt32(this.#take(4), true));
      case 0x8a: // LONG1
        return push(this.#long(this.#byte(), place));
      case 0x58: // BINUNICODE
        return push(this.#text(this.#count()));
      case 0x5d: // EMPTY_LIST
      case 0x29: // EMPTY_TUPLE
        return push([]);
      case 0x7d: // EMPTY_DICT
        return push(new Map());
      case 0x74: // TUPLE
        return push(this.#popMarked(place));
      case 0x85: // TUPLE1
      case 0x86: // TUPLE2
      case 0x87: // TUPLE3
        return push(this.#popMany(opcode - 0x84));
      case 0x65: { // APPENDS
        const items = this.#popMarked(place);
        const list = this.#pop();
        if (!Array.isArray(list)) throw refused("it appends to no list", place);
        for (const item of items) list.push(item);
        return push(list);
      }
      case 0x73: // SETITEM
        return this.#setItems(this.#popMany(2), place);
      case 0x75: // SETITEMS
        return this.#setItems(this.#popMarked(place), place);
      case 0x71: // BINPUT
        return void this.#memo.set(this.#byte(), this.#top());
      case 0x72: // LONG_BINPUT
        return void this.#memo.set(this.#count(), this.#top());
      case 0x68: // BINGET
        return push(this.#known(this.#byte(), place));
      case 0x6a: // LONG_BINGET
        return push(this.#known(this.#count(), place));
      case 0x63: // GLOBAL
        return push(this.#global(place));
      case 0x52: // REDUCE
        return push(this.#call(this.#popMany(2), place));
      case 0x51: // BINPERSID
        return push({ persistent: this.#pop() });
      case 0x62: // BUILD
        // What Python would set on the object.
        return void this.#pop();
      default:
        throw refused(
          `opcode 0x${
            opcode.toString(16).padStart(2, "0")
          } is none of those of plain data`,
          place,
        );
    }
  }

  #global(place: number): Global {
    const global = `${this.#line()} ${this.#line()}`;
    const { names, calls } = this.#permitted;
    if (names.includes(global) || calls.includes(global)) return { global };
    throw refused(`it names '${global.replace(" ", ".")}'`, place);
  }

  #call([target, args]: readonly Pickled[], place: number): Pickled {
    const name = isGlobal(target) ? target.global : undefined;
    if (name === undefined || !this.#permitted.calls.includes(name)) {
      throw refused(`it calls ${name ?? "what is no function"}`, place);
    }
    if (!Array.isArray(args)) throw refused("it calls without a tuple", place);
    if (name !== "collections OrderedDict") return { made: name, args };
    if (args.length === 0) return new Map();
    throw refused("it fills an OrderedDict by calling it", place);
  }

  #setItems(items: readonly Pickled[], place: number): void {
    const map = this.#top();
    if (!(map instanceof Map) || items.length % 2 === 1) {
      throw refused("it sets items of no dict", place);
    }
    for (let i = 0; i < items.length; i += 2) map.set(items[i]!, items[i + 1]!);
  }

  #known(index: number, place: number): Pickled {
    const found = this.#memo.get(index);
    if (found === undefined) {
      throw refused("it recalls what it never put", place);
    }
    return found;
  }

  #popMarked(place: number): Pickled[] {
    const mark = this.#marks.pop();
    if (mark === undefined || mark > this.#stack.length) {
      throw refused("a mark is missing", place);
    }
    return this.#stack.splice(mark);
  }

  #popMany(count: number): Pickled[] {
    const least = this.#marks.at(-1) ?? 0;
    if (this.#stack.length - least < count) {
      throw refused("its stack is empty", this.at);
    }
    return this.#stack.splice(-count);
  }

  #pop(): Pickled {
    return this.#popMany(1)[0]!;
  }

  #top(): Pickled {
    const top = this.#stack.at(-1);
    if (top === undefined) throw refused("its stack is empty", this.at);
    return top;
  }

  #take(count: number): number {
    const start = this.at;
    if (count > this.#bytes.length - start) {
      throw refused("it is cut short", this.#bytes.length);
    }
    this.at += count;
    return start;
  }

  #byte(): number {
    return this.#bytes[this.#take(1)]!;
  }

  #count(): number {
    return this.#view.getUint32(this.#take(4), true);
  }

  /** A little-endian two's complement number; JavaScript's precision ends it. */
  #long(count: number, place: number): number {
    const start = this.#take(count);
    let value = 0n;
    for (let i = 0; i < count; i++) {
      value |= BigInt(this.#bytes[start + i]!) << BigInt(8 * i);
    }
    const number = Number(BigInt.asIntN(8 * count, value));
    if (count <= 10) return number;
    throw refused(`it holds a number of ${count} bytes`, place);
  }

  #text(count: number): string {
    const start = this.#take(count);
    return new TextDecoder().decode(this.#bytes.subarray(start, start + count));
  }

  #line(): string {
    const end = this.#bytes.indexOf(0x0a, this.at);
    if (end < 0) throw refused("it is cut short", this.#bytes.length);
    const line = this.#text(end - this.at);
    this.at++;
    return line;
  }
}

/** Whether a value is the name of a Python object. */
export function isGlobal(value: Pickled | undefined): value is Global {
  return typeof value === "object" && value !== null && "global" in value;
}

function refused(why: string, place: number): TypeError {
  return new TypeError(
    `Cannot read a pickle as data: ${why}, at byte ${place}; it is not executed`,
  );
}
