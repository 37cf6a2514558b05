/** Where something foreign lies; null where there is nothing. */
export type Pointer = Deno.PointerValue;

/** A pointer that is not null. */
export type Address = Deno.PointerObject;

/** Type of a parameter of a foreign function, such as `"i32"`. */
export type NativeType = Deno.NativeType;

/** What a foreign function of these parameters is called with. */
export type Arguments<P extends readonly NativeType[]> =
  Deno.ToNativeParameterTypes<P>;

/** Reads memory from an address on. */
export type MemoryView = Deno.UnsafePointerView;

/**
 * Opens a library.
 *
 * @param path File, or a name that the system's loader knows
 * @param symbols Its functions that are to be called
 */
export function openLibrary<const S extends Deno.ForeignLibraryInterface>(
  path: string,
  symbols: S,
): Deno.DynamicLibrary<S> {
  return Deno.dlopen(path, symbols);
}

/** The function at an address. */
export function functionAt<const F extends Deno.ForeignFunction>(
  address: Address,
  definition: F,
): Deno.UnsafeFnPointer<F> {
  return new Deno.UnsafeFnPointer(address as Deno.PointerObject<F>, definition);
}

/** Memory from an address on. */
export function memoryAt(address: Address): MemoryView {
  return new Deno.UnsafePointerView(address);
}

/** The text in UTF-8 at an address, up to its 0. */
export function cStringAt(address: Address): string {
  return Deno.UnsafePointerView.getCString(address);
}

/** Where bytes of this program lie. */
export function pointerOf(bytes: Uint8Array<ArrayBuffer>): Pointer {
  return Deno.UnsafePointer.of(bytes);
}

/** The pointer that a number stands for. */
export function pointerFrom(number: bigint): Pointer {
  return Deno.UnsafePointer.create(number);
}

/** The number that stands for a pointer. */
export function numberOf(pointer: Pointer): bigint {
  return BigInt(Deno.UnsafePointer.value(pointer));
}
