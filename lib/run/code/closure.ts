import { isAbsolute } from "node:path";
import { PipelineError } from "../../dsl/error.ts";
import type { Data } from "../../plan/canonical.ts";
import { encodeData } from "../../plan/encode.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import type { ConfigFile } from "../config_file.ts";
import { PACKAGE } from "./_package.ts";
import { resolveSpecifier } from "./_resolve.ts";
import { summarizeModule } from "./summary.ts";

/** The files that a stage's code consists of. */
export interface Closure {
  /** Digest of the normal forms and of how they hang together; free of paths. */
  readonly digest: string;
  /** Digests of the normal forms, by absolute path, in order of discovery. */
  readonly modules: ReadonlyMap<string, string>;
  /** SHA-256 of the bytes, by absolute path. */
  readonly sources: Readonly<Record<string, string>>;
}

/**
 * Follows a module's imports, static and dynamic, through files. Packages
 * count by their specifier with its version. An import whose specifier is
 * computed cannot be followed.
 *
 * @param entry Absolute path of the module that defines the stage
 * @param options `stage` cuts the entry down to what the stage uses; `isOwn`
 * tells which files count only through this package's version; `config` holds
 * the import map in force
 * @throws {PipelineError} when an imported file cannot be read
 */
export async function closureOf(
  entry: string,
  options: {
    memos: MemoTable;
    stage?: string;
    isOwn: (path: string) => boolean;
    config: ConfigFile | undefined;
  },
): Promise<Closure> {
  const modules = new Map<string, string>();
  const sources: Record<string, string> = {};
  const positions = new Map([[entry, 0]]);
  const queue = [entry];
  const form: Data[] = [];
  for (const path of queue) {
    const bytes = read(path, entry);
    const raw = sha256(bytes);
    const { digest, imports } = await summarizeModule(path, {
      bytes,
      raw,
      memos: options.memos,
      stage: path === entry ? options.stage : undefined,
    });
    const links = imports.map((specifier): Data => {
      const target = resolveSpecifier(specifier, {
        from: path,
        config: options.config,
      });
      if (!isAbsolute(target)) return target;
      if (options.isOwn(target)) return PACKAGE;
      if (!positions.has(target)) {
        positions.set(target, positions.size);
        queue.push(target);
      }
      return positions.get(target)!;
    });
    modules.set(path, digest);
    sources[path] = raw;
    form.push([digest, links]);
  }
  return { digest: sha256(encodeData(form)), modules, sources };
}

function read(path: string, entry: string): Uint8Array {
  try {
    return Deno.readFileSync(path);
  } catch (cause) {
    throw new PipelineError(
      "misuse",
      `Cannot read ${path}, which ${entry} needs: ${(cause as Error).message}`,
      { cause },
    );
  }
}
