import {
  type Address,
  type Arguments as NativeArguments,
  functionAt,
  memoryAt,
  type MemoryView,
  type NativeType,
  openLibrary,
  type Pointer,
} from "../../../platform/foreign.ts";
import { API_VERSION, FUNCTIONS, type TableEntry } from "./functions.ts";
import { libraryPath } from "./library_path.ts";
import { OrtError } from "./ort_error.ts";
import { textAt } from "./text.ts";

type Functions = typeof FUNCTIONS;

type Arguments<E> = E extends TableEntry<infer P, string> ? NativeArguments<P>
  : never;

type Returned<E> = E extends { readonly isAside: true } ? Promise<void>
  : E extends { readonly returns: "pointer" } ? Pointer
  : E extends { readonly returns: "i32" } ? number
  : void;

/** ONNX Runtime's C API; what fails throws an `OrtError`. */
export type Api = {
  readonly [K in keyof Functions]: (
    ...args: Arguments<Functions[K]>
  ) => Returned<Functions[K]>;
};

/** The API, and of which library it is. */
export interface OpenApi {
  /** Its functions. */
  readonly api: Api;
  /** Version of ONNX Runtime, such as `"1.30.0"`. */
  readonly version: string;
}

let opened: OpenApi | undefined;

/**
 * ONNX Runtime's C API, from the library that npm's `onnxruntime-node` brings.
 *
 * @throws {Error} when foreign functions are not allowed, or the library is not
 * there or too old
 */
export function openApi(): OpenApi {
  return opened ??= open(libraryPath());
}

let reason: Error | undefined;

/** Whether {@linkcode openApi} works here; looks once. */
export function hasApi(): boolean {
  if (opened !== undefined) return true;
  if (reason !== undefined) return false;
  try {
    openApi();
    return true;
  } catch (cause) {
    reason = cause as Error;
    return false;
  }
}

/** Every base of the API has these two, in this order. */
const GET_API = 0;
const GET_VERSION = 8;

function open(path: string): OpenApi {
  const { symbols } = openLibrary(path, {
    OrtGetApiBase: { parameters: [], result: "pointer" },
  });
  const base = memoryAt(symbols.OrtGetApiBase()!);
  const call = <const P extends readonly NativeType[]>(
    place: number,
    parameters: P,
  ) =>
    functionAt(base.getPointer(place)!, {
      parameters,
      result: "pointer",
    });
  const version = textAt(call(GET_VERSION, []).call());
  const table = call(GET_API, ["u32"]).call(API_VERSION);
  if (table === null) {
    throw new Error(
      `ONNX Runtime ${version} has no C API of version ${API_VERSION}; update onnxruntime-node`,
    );
  }
  return { api: bindAll(memoryAt(table)), version };
}

/** A foreign function whose types are not known statically. */
type Foreign = (...args: readonly unknown[]) => unknown;

function bindAll(table: MemoryView): Api {
  const bound: Record<string, Foreign> = {};
  const foreign = (
    { place, parameters, returns, isAside = false }: TableEntry<
      readonly NativeType[],
      string
    >,
  ): Foreign => {
    const pointer = functionAt(table.getPointer(8 * place)!, {
      parameters,
      result: (returns === "status" ? "pointer" : returns) as "pointer",
      nonblocking: isAside,
    });
    return pointer.call.bind(pointer) as Foreign;
  };
  const check = (status: Pointer) => {
    if (status !== null) throw errorOf(status, bound);
  };
  const entries: [string, TableEntry<readonly NativeType[], string>][] = Object
    .entries(FUNCTIONS);
  for (const [name, entry] of entries) {
    const call = foreign(entry);
    bound[name] = entry.returns !== "status"
      ? call
      : entry.isAside
      ? async (...args) => check(await call(...args) as Pointer)
      : (...args) => check(call(...args) as Pointer);
  }
  return bound as unknown as Api;
}

/** What a status says; it is freed. */
function errorOf(
  status: Address,
  { GetErrorCode, GetErrorMessage, ReleaseStatus }: Record<string, Foreign>,
): OrtError {
  const code = GetErrorCode!(status) as number;
  const message = textAt(GetErrorMessage!(status) as Pointer);
  ReleaseStatus!(status);
  return new OrtError(message, code);
}
