import { dirname, join } from "node:path";
import type { CallSite, Stage } from "../../../../lib/dsl/stage.ts";
import { codeOf } from "../../../../lib/run/code/code.ts";
import type { Look } from "../../../../lib/run/code/loading.ts";

/** What a stage gives, and the digest of its code. */
export interface Outcome {
  readonly digest: string;
  readonly result: string;
}

interface Loaded {
  readonly error?: string;
  readonly stages: readonly {
    readonly name: string;
    readonly result: string;
    readonly modules: readonly string[];
    readonly sites: readonly CallSite[];
  }[];
  readonly looks: readonly Look[];
}

/** URL of this repository. */
export const ROOT = new URL("../../../../", import.meta.url).href;

/**
 * Writes a program and loads its `pipeline.ts` in a world of its own.
 *
 * @param program Lines by name of file
 * @returns Result and digest of each stage; undefined when it does not load
 */
export async function loadProgram(
  program: Readonly<Record<string, readonly string[]>>,
  folder: string,
): Promise<Map<string, Outcome> | undefined> {
  for (const [name, lines] of Object.entries(program)) {
    const path = join(folder, name);
    Deno.mkdirSync(dirname(path), { recursive: true });
    Deno.writeTextFileSync(path, lines.join("\n"));
  }
  const file = join(folder, "pipeline.ts");
  const { error, stages, looks } = await load(file);
  if (error !== undefined) return undefined;
  const memos = new Map<string, string>();
  const outcomes = new Map<string, Outcome>();
  for (const { name, result, modules, sites } of stages) {
    const stage = { spec: { name }, modules, sites } as unknown as Stage;
    const code = await codeOf(stage, memos, { loaded: [file], looks });
    outcomes.set(name, { digest: code!.digest, result });
  }
  return outcomes;
}

async function load(file: string): Promise<Loaded> {
  const url = new URL("./_load_worker.ts", import.meta.url);
  const worker = new Worker(url, { type: "module" });
  try {
    return await new Promise((resolve) => {
      worker.onmessage = ({ data }) => resolve(data);
      worker.onerror = (event) => {
        event.preventDefault();
        resolve({ error: event.message, stages: [], looks: [] });
      };
      worker.postMessage(file);
    });
  } finally {
    worker.terminate();
  }
}
