/** Where in a profile its list of tags is. */
const TAGS = 128;

/** A profile that turns samples into light by a curve each, and a matrix. */
export interface IccProfile {
  /** Light of a channel's value, both in [0, 1]: one curve for grey, or three. */
  readonly curves: readonly ((value: number) => number)[];
  /** XYZ under D50 of one unit of red, green and blue; none for grey. */
  readonly primaries: readonly (readonly number[])[];
}

/**
 * Reads a profile of grey or RGB that has curves and no tables; undefined for any
 * other, and for one that is damaged.
 *
 * Source: ICC.1:2022, sections 7, 8.3, 10.6 and 10.18.
 */
export function readIccProfile(bytes: Uint8Array): IccProfile | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = (at: number) =>
    String.fromCharCode(...bytes.subarray(at, at + 4));
  const find = (name: string) => {
    const count = view.getUint32(TAGS);
    for (let i = 0; i < count; i++) {
      const at = TAGS + 4 + 12 * i;
      if (text(at) === name) return view.getUint32(at + 4);
      if (at + 12 > bytes.length) break;
    }
    return undefined;
  };
  const need = (name: string) => {
    const at = find(name);
    if (at === undefined) throw new RangeError(`no tag '${name}'`);
    return at;
  };
  try {
    if (text(36) !== "acsp" || find("A2B0") !== undefined) return undefined;
    const curve = (name: string) => curveAt(view, need(name));
    switch (text(16)) {
      case "GRAY":
        return { curves: [curve("kTRC")], primaries: [] };
      case "RGB ":
        return {
          curves: ["rTRC", "gTRC", "bTRC"].map(curve),
          primaries: ["rXYZ", "gXYZ", "bXYZ"].map((name) => {
            const at = need(name) + 8;
            return [0, 4, 8].map((offset) => fixedAt(view, at + offset));
          }),
        };
      default:
        return undefined;
    }
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function fixedAt(view: DataView, at: number): number {
  return view.getInt32(at) / 65536;
}

function curveAt(view: DataView, at: number): (x: number) => number {
  // "curv": a list; "para": a formula.
  if (view.getUint32(at) === 0x63757276) {
    const count = view.getUint32(at + 8);
    if (count === 0) return (x) => x;
    if (count === 1) {
      const gamma = view.getUint16(at + 12) / 256;
      return (x) => x ** gamma;
    }
    const list = new Float64Array(Math.min(count, view.byteLength));
    list.forEach((_, i) => {
      list[i] = view.getUint16(at + 12 + 2 * i) / 65535;
    });
    return (x) => {
      const place = x * (count - 1);
      const from = Math.min(count - 2, Math.floor(place));
      return list[from]! + (place - from) * (list[from + 1]! - list[from]!);
    };
  }
  const kind = view.getUint16(at + 8);
  const counts = [1, 3, 4, 5, 7];
  if (view.getUint32(at) !== 0x70617261 || kind >= counts.length) {
    throw new RangeError("no such curve");
  }
  const [g = 1, a = 1, b = 0, c = 0, d = 0, e = 0, f = 0] = Array.from(
    { length: counts[kind]! },
    (_, i) => fixedAt(view, at + 12 + 4 * i),
  );
  switch (kind) {
    case 0:
      return (x) => x ** g;
    case 1:
      return (x) => x >= -b / a ? (a * x + b) ** g : 0;
    case 2:
      return (x) => x >= -b / a ? (a * x + b) ** g + c : c;
    case 3:
      return (x) => x >= d ? (a * x + b) ** g : c * x;
    default:
      return (x) => x >= d ? (a * x + b) ** g + e : c * x + f;
  }
}
