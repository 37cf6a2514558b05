import { CacheError } from "./cache_error.ts";

/**
 * Reads the body of an answer, never more than was asked for.
 *
 * @param response A GET's, with status 200
 * @param options Most bytes, or the exact number; `heard` is told the bytes of
 * each piece and of all so far
 * @throws {CacheError} when it is of another size
 */
export async function readBody(
  response: Response,
  { most, exactly, heard }: {
    readonly most: number;
    readonly exactly: number | undefined;
    readonly heard: (bytes: number, all: number) => void;
  },
): Promise<Uint8Array<ArrayBuffer>> {
  const announced = response.headers.get("content-length");
  const stated = announced === null ? undefined : Number(announced);
  if (
    stated !== undefined && (stated > most || stated !== (exactly ?? stated))
  ) {
    await response.body?.cancel();
    throw wrongSize(stated, most);
  }
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  // Leaving the loop early cancels the body.
  for await (const piece of response.body ?? []) {
    size += piece.length;
    heard(piece.length, size);
    if (size > most) throw wrongSize(size, most);
    pieces.push(piece);
  }
  if (exactly !== undefined && size !== exactly) {
    throw new CacheError("its answer was cut off", { transient: true });
  }
  return await new Blob(pieces).bytes();
}

function wrongSize(got: number, expected: number): CacheError {
  return new CacheError(
    `it sent ${got} bytes or more where ${expected} were expected`,
  );
}
