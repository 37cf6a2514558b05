/** Main module of a thread that hashes the files whose paths it is sent. */
import { NotFound } from "../platform/errors.ts";
import { hashFile } from "./hash_file.ts";

/** What a thread answers. */
export type Hashed =
  | { readonly file: Awaited<ReturnType<typeof hashFile>> }
  | { readonly isGone: boolean; readonly message: string };

const scope = globalThis as unknown as {
  onmessage: (event: MessageEvent<string>) => void;
  postMessage: (answer: Hashed) => void;
};

scope.onmessage = async ({ data: path }) => {
  try {
    scope.postMessage({ file: await hashFile(path) });
  } catch (error) {
    const isGone = error instanceof NotFound;
    scope.postMessage({ isGone, message: (error as Error).message });
  }
};
