import { PipelineError } from "../../dsl/error.ts";
import { encodeData } from "../../plan/encode.ts";
import { variable } from "../../platform/environment.ts";
import { NotFound } from "../../platform/errors.ts";
import {
  type FileInfo,
  readDirSync,
  readFileSync,
  statSync,
} from "../../platform/files.ts";
import { sha256 } from "../../store/blobs.ts";
import type { Closure, Place } from "./closure.ts";
import type { Look } from "./loading.ts";

/** What a stage's modules looked at while they were loaded. */
export interface LookIdentity {
  /** Absolute path, or words. */
  readonly name: string;
  readonly digest: string;
  /** SHA-256 of the file, by absolute path, if it is one. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Files and environment variables that a stage may depend on because its code
 * looked at them while it was loaded.
 *
 * @param looks What was looked at
 * @param options The stage's code, and its name for messages
 * @throws {PipelineError} when it looked at something that cannot be digested
 */
export function identitiesOf(
  looks: readonly Look[],
  { closure, stage }: { closure: Closure; stage: string },
): LookIdentity[] {
  const seen = new Set<string>();
  return looks.flatMap((look) => {
    const key = `${look.at}\n${look.name}`;
    if (seen.has(key) || !counts(look, closure)) return [];
    seen.add(key);
    return [identityOf(look, stage)];
  });
}

/** Whether a look was on behalf of a statement that is part of the stage. */
function counts({ place }: Look, { idle }: Closure): boolean {
  if (place === undefined) return true;
  const spans = Object.hasOwn(idle, place.path) ? idle[place.path] : undefined;
  if (spans === undefined) return false;
  return !spans.some(([fromLine, fromColumn, toLine, toColumn]) =>
    isBefore([fromLine, fromColumn], place) &&
    !isBefore([toLine, toColumn], place)
  );
}

function isBefore(
  [line, column]: readonly [number, number],
  place: Place,
): boolean {
  return line < place.line || line === place.line && column <= place.column;
}

function identityOf({ at, name, place }: Look, stage: string): LookIdentity {
  const where = place === undefined ? "" : `${place.path}:${place.line} `;
  const refuse = (what: string, remedy: string) =>
    new PipelineError(
      "misuse",
      `Cannot know what stage '${stage}' depends on: ${where}${what} while it is loaded; ${remedy}`,
    );
  switch (at) {
    case "variable": {
      const value = variable(name);
      return {
        name: `environment variable ${name}`,
        digest: sha256(encodeData(["variable", name, value ?? null])),
        sources: {},
      };
    }
    case "variables":
      throw refuse(
        "reads all environment variables",
        'read each by its name, such as Deno.env.get("NAME")',
      );
    case "host":
      throw refuse(`reaches '${name}'`, "do so in a stage");
    case "program":
      throw refuse(`starts '${name}'`, "do so in a stage");
    case "file":
    case "presence": {
      const content = contentOf(name, at);
      if (content === undefined) {
        throw refuse(
          `reads '${name}', which is no file or folder,`,
          "read it in a stage",
        );
      }
      const isFile = content.startsWith("file ");
      return {
        name,
        digest: sha256(encodeData([at, content])),
        sources: isFile ? { [name]: content.slice(5) } : {},
      };
    }
    default:
      return at satisfies never;
  }
}

/** What a look found; `undefined` for a device, pipe or socket. */
function contentOf(
  path: string,
  at: "file" | "presence",
): string | undefined {
  let info: FileInfo;
  try {
    info = statSync(path);
  } catch (error) {
    if (error instanceof NotFound) return "absent";
    throw error;
  }
  if (info.isFile) return `file ${sha256(readFileSync(path))}`;
  if (!info.isDirectory) return undefined;
  if (at === "presence") return "folder";
  const names = [...readDirSync(path)].map(({ name }) => name).sort();
  return `folder ${sha256(encodeData(names))}`;
}
