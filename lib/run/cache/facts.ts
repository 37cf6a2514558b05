import { isAbsolute, join, resolve } from "node:path";
import { PipelineError } from "../../dsl/error.ts";
import type { Stage } from "../../dsl/stage.ts";
import type { Data } from "../../plan/canonical.ts";
import { type Graph, type GraphNode, targetOf } from "../../plan/graph.ts";
import { neededFor } from "../../plan/needed.ts";
import type { PlanFacts } from "../../plan/settle.ts";
import { variable } from "../../platform/environment.ts";
import { currentFolder } from "../../platform/process.ts";
import { sha256 } from "../../store/blobs.ts";
import type { MemoTable } from "../../store/memos.ts";
import type { Store } from "../../store/store.ts";
import { AUTO } from "../../tensor/engines/classes.ts";
import { codeOf } from "../code/code.ts";
import {
  type EngineClass,
  engineClass,
  NUMERICS,
  numericsOf,
} from "../machine/engine_class.ts";
import { digestPath } from "./files.ts";
import { loadedBy, type PlanOptions } from "../driver/options.ts";

/** What planning and running need to know about the world around a graph. */
export interface Facts extends PlanFacts {
  /** Positions of the nodes that the wanted targets need. */
  readonly needed: ReadonlySet<number>;
  /** The tensor engine in force. */
  readonly engine: EngineClass;
  /** Absolute folder against which paths in configs resolve. */
  readonly directory: string;
  /** Project files behind each user-defined stage, by stage name: path to SHA-256. */
  readonly sources: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

/**
 * Reads everything outside the store that keys depend on: the code of
 * user-defined stages and the files that configs name.
 *
 * @throws {PipelineError} when a name does not exist or a file cannot be read
 */
export async function gatherFacts(
  graph: Graph,
  store: Store,
  options: PlanOptions,
): Promise<Facts> {
  const engine = engineClass(options.engine ?? AUTO);
  const directory = directoryOf(options);
  const needed = neededFor(graph, wanted(graph, options.only ?? []));
  const nodes = graph.nodes.filter((node) => needed.has(node.index));
  const loaded = loadedBy(options.source);
  const { params = {}, answers = [] } = options.source ?? {};
  const codes = new Map<string, string>();
  const sources = new Map<string, Readonly<Record<string, string>>>();
  for (const stage of new Set<Stage>(nodes.map((node) => node.stage))) {
    const code = await codeOf(stage, store.memos, {
      loaded,
      params,
      answers,
    });
    if (code === undefined) continue;
    codes.set(stage.spec.name, code.digest);
    sources.set(stage.spec.name, code.sources);
  }
  return {
    engine,
    directory,
    needed,
    codes,
    sources,
    numerics: engine.numerics,
    accepted: (options.acceptEngines ?? []).flatMap(numericsOf),
    told: options.tellEngines === true ? NUMERICS : [],
    salt: options.salt ?? "",
    force: new Set((options.force ?? []).map((name) => known(graph, name))),
    files: new Map(
      nodes.flatMap((node) => {
        const files = filesOf(node, { directory, memos: store.memos });
        return files === undefined ? [] : [[node.index, files] as const];
      }),
    ),
  };
}

/**
 * Content digests of the files that a node's config names, by field, and of
 * the environment variables that its stage declares.
 *
 * @throws {PipelineError} when one cannot be read
 */
export function filesOf(
  node: GraphNode,
  options: { directory: string; memos: MemoTable },
): Record<string, Data> | undefined {
  const { spec } = node.stage;
  const fields: readonly string[] = spec.files ?? [];
  const result: Record<string, Data> = {};
  for (const name of spec.environment ?? []) {
    const value = variable(name);
    result[`environment variable ${name}`] = value === undefined
      ? null
      : sha256(value);
  }
  for (const field of fields) {
    const value = node.config[field];
    if (value === undefined || value === null) continue;
    const paths = Array.isArray(value) ? value : [value];
    const digests = paths.map((path) =>
      digestConfigured(String(path), { node, field, ...options })
    );
    result[field] = Array.isArray(value) ? digests : digests[0]!;
  }
  return Object.keys(result).length === 0 ? undefined : result;
}

function digestConfigured(
  path: string,
  { node, field, directory, memos }: {
    node: GraphNode;
    field: string;
    directory: string;
    memos: MemoTable;
  },
): string {
  try {
    return digestPath(
      isAbsolute(path) ? resolve(path) : join(directory, path),
      memos,
      { visible: node.stage.spec.visibleFiles ?? false },
    );
  } catch (cause) {
    if (!(cause instanceof PipelineError)) throw cause;
    const { filesRemedy } = node.stage.spec;
    throw new PipelineError(
      cause.code,
      `${cause.message}; check config.${field} of node '${node.name}'${
        filesRemedy === undefined ? "" : ` (${filesRemedy})`
      }`,
      { node: node.name, cause },
    );
  }
}

function directoryOf({ directory, source }: PlanOptions): string {
  if (directory !== undefined) return resolve(directory);
  return source === undefined ? currentFolder() : resolve(source.file, "..");
}

function wanted(graph: Graph, only: readonly string[]): number[] {
  if (only.length === 0) {
    return [...graph.asked, ...Object.values(graph.targets)].map(({ node }) =>
      node
    );
  }
  return only.map((name) => {
    const target = targetOf(graph, name);
    if (target !== undefined) return target.node;
    const node = graph.names.get(name);
    if (node !== undefined) return node.index;
    const targets = Object.keys(graph.targets).join(", ");
    throw new PipelineError(
      "misuse",
      `Cannot make '${name}': pipeline '${graph.pipeline}' has no such target or node; its targets: ${targets}`,
    );
  });
}

function known(graph: Graph, name: string): string {
  if (graph.names.has(name)) return name;
  throw new PipelineError(
    "misuse",
    `Cannot force '${name}': pipeline '${graph.pipeline}' has no such node`,
  );
}
