import { basename, dirname, join, relative, sep } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import {
  AlreadyExists,
  NotADirectory,
  NotCapable,
  NotFound,
  PermissionDenied,
} from "../platform/errors.ts";
import {
  type FileInfo,
  makeTempFileSync,
  mkdirSync,
  readDirSync,
  realPathSync,
  removeSync,
  statSync,
} from "../platform/files.ts";

/** Names in one message. */
const NAMED = 3;

/** A folder that a project is made in; removed at the end unless it is kept. */
export interface ProjectFolder extends Disposable {
  /** Lets it stay. */
  keep(): void;
}

/**
 * Makes the folder of a project, or takes one that is empty, but for hidden files
 * and the folder of the pictures.
 *
 * @param folder Absolute
 * @param pictures Absolute folder of the pictures of which the project is
 * @throws {PipelineError} when it holds something else, lies among the pictures,
 * or cannot be written to
 */
export function openProjectFolder(
  folder: string,
  pictures: string | undefined,
): ProjectFolder {
  if (pictures !== undefined && liesIn(folder, pictures)) {
    throw misuse(
      folder,
      `it is the folder of the pictures, or lies in it, so that its files would count among them; name another folder`,
    );
  }
  const found = statOf(folder);
  if (found !== undefined && !found.isDirectory) {
    throw misuse(folder, "it is a file; name a new or empty folder");
  }
  try {
    if (found !== undefined) refuseFull(folder, pictures);
    mkdirSync(folder, { recursive: true });
    removeSync(makeTempFileSync(folder));
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause;
    throw misuse(folder, whyNot(cause as Error), cause as Error);
  }
  let isKept = found !== undefined;
  return {
    keep() {
      isKept = true;
    },
    [Symbol.dispose]() {
      if (!isKept) removeSync(folder);
    },
  };
}

function misuse(folder: string, why: string, cause?: Error): PipelineError {
  return new PipelineError(
    "misuse",
    `Cannot make a project in '${folder}': ${why}`,
    cause && { cause },
  );
}

/** Refuses a folder that holds more than a project may find. */
function refuseFull(folder: string, pictures: string | undefined): void {
  const own = pictures === undefined || !liesIn(pictures, folder)
    ? undefined
    : relative(realPath(folder), realPath(pictures)).split(sep)[0];
  const others = [...readDirSync(folder)].map(({ name }) => name)
    .filter((name) => !name.startsWith(".") && name !== own).sort();
  if (others.length === 0) return;
  const rest = others.length - NAMED;
  throw misuse(
    folder,
    `it already holds ${
      others.slice(0, NAMED).map((name) => `'${name}'`).join(", ")
    }${rest > 0 ? ` and ${rest} more` : ""}; name a new or empty folder`,
  );
}

function whyNot(error: Error): string {
  if (error instanceof NotADirectory || error instanceof AlreadyExists) {
    return "a part of its path is a file; name a new or empty folder";
  }
  if (error instanceof PermissionDenied) {
    return "this user may not write there; name another folder";
  }
  if (
    error instanceof NotCapable ||
    error instanceof NotFound
  ) {
    return "the system keeps that place for itself; name another folder";
  }
  return `${error.message.split("\n")[0]}; name another folder`;
}

function liesIn(path: string, folder: string): boolean {
  const way = relative(realPath(folder), realPath(path));
  return way !== ".." && !way.startsWith(`..${sep}`);
}

function statOf(path: string): FileInfo | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

/** Path without links, of a folder that need not be there yet. */
export function realPath(path: string): string {
  try {
    return realPathSync(path);
  } catch {
    return dirname(path) === path
      ? path
      : join(realPath(dirname(path)), basename(path));
  }
}
