import { statfsSync } from "node:fs";
import { dirname } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import { hostClass } from "../run/machine/host.ts";
import { statSync } from "../platform/files.ts";
import { memory, TARGET, versions } from "../platform/system.ts";
import { FETCH_COMMAND, weightsPath } from "../pretrained/lite0_files.ts";
import { readLite0 } from "../pretrained/read_weights.ts";
import { Store } from "../store/mod.ts";
import { probeCache, type SharedCacheOptions } from "../store/remote/mod.ts";
import { formatMoney, type Price } from "./price.ts";

const GIB = 2 ** 30;
const LEAST_FREE_GIB = 1;
const LEAST_MEMORY_GIB = 2;

/** One thing that was looked at. */
export interface Check {
  /** Such as `"engine onnx"` or `"disk"`. */
  readonly name: string;
  /** Whether it works; one that does not and is needed fails `doctor`. */
  readonly ok: boolean;
  /** Whether pipelines cannot run without it. */
  readonly needed: boolean;
  /** What was found; or what is wrong, and the remedy. */
  readonly detail: string;
}

/** Looks at everything that pipelines need, by using it. */
export async function diagnose(
  directory: string,
  { cache, price }: {
    readonly cache?: SharedCacheOptions | undefined;
    readonly price?: Price | undefined;
  } = {},
): Promise<Check[]> {
  const { deno, typescript } = versions();
  return [
    {
      name: "Deno",
      ok: true,
      needed: true,
      detail: `${deno}, TypeScript ${typescript}, ${TARGET}`,
    },
    machine(),
    {
      name: "hardware",
      ok: true,
      needed: false,
      detail: price === undefined
        ? `${hostClass()}, without a price`
        : `${hostClass()}, ${
          formatMoney(price.perHour, price.currency)
        } an hour`,
    },
    ...await engineChecks(),
    await library("sharp", async () => {
      const { default: sharp } = await import("sharp");
      return `sharp ${sharp.versions.sharp}, libvips ${sharp.versions.vips}: decodes folders of pictures`;
    }),
    ...extractors(),
    store(directory),
    disk(directory),
    ...(cache === undefined ? [] : [await sharedCache(cache)]),
  ];
}

function machine(): Check {
  const cores = navigator.hardwareConcurrency;
  const { total, available } = memory();
  const ok = available / GIB >= LEAST_MEMORY_GIB;
  const found = `${cores} cores, ${gib(available)} of ${gib(total)} free`;
  return {
    name: "machine",
    ok,
    needed: false,
    detail: ok
      ? found
      : `${found}: stages may need ${LEAST_MEMORY_GIB} GiB; close other programs`,
  };
}

async function engineChecks(): Promise<Check[]> {
  const { engines, useEngine, compile } = await import("../tensor/mod.ts");
  const tf = await import("@tensorflow/tfjs-core");
  const checks: Check[] = [];
  for (const { name, present, reason } of await engines()) {
    const needed = name === "onnx";
    const check = { name: `engine ${name}`, needed };
    if (!present) {
      checks.push({ ...check, ok: false, detail: reason });
      continue;
    }
    checks.push(
      await library(check.name, async () => {
        await useEngine(name);
        const double = compile(({ x }) => ({ y: tf.add(x!, x!) }));
        const { y } = await double.run({
          x: { data: Float32Array.of(21), shape: [1], dtype: "float32" },
        });
        double.dispose();
        if (y!.data[0] !== 42) throw new Error(`21 + 21 gave ${y!.data[0]}`);
        return `${reason} (tfjs ${tf.version_core})`;
      }, needed),
    );
  }
  return checks;
}

async function library(
  name: string,
  use: () => Promise<string>,
  needed = false,
): Promise<Check> {
  try {
    return { name, ok: true, needed, detail: await use() };
  } catch (error) {
    return { name, ok: false, needed, detail: complaint(error) };
  }
}

/** What is wrong, and the remedy, which the project's own errors name. */
function complaint(error: unknown): string {
  if (error instanceof PipelineError) return error.message;
  const [line] = String(error).split("\n");
  return `${line}; reinstall with deno install --reload`;
}

/** What can judge images here, a line each. */
function extractors(): Check[] {
  const check = { ok: true, needed: false };
  return [
    pretrained(),
    {
      ...check,
      name: "extractor onnx",
      detail: "any ONNX file that score.onnx is given",
    },
    {
      ...check,
      name: "extractor ssl",
      detail: "trained by score.ssl on a part of the data kept for it",
    },
    {
      ...check,
      name: "extractor random",
      detail: "drawn by score.random, untrained",
    },
    {
      ...check,
      name: "extractor classifier",
      detail:
        "trained by score.classifier; needs labels, 1,000 images a class or more",
    },
  ];
}

/** Whether the weights that `score.pretrained` reads are in place and whole. */
function pretrained(): Check {
  const check = { name: "extractor pretrained", needed: false };
  const path = weightsPath();
  if (path === undefined || !exists(path)) {
    return {
      ...check,
      ok: false,
      detail:
        `EfficientNet-Lite0's weights are not at ${path}; ${FETCH_COMMAND} brings them (17 MB)`,
    };
  }
  try {
    readLite0(path);
    return { ...check, ok: true, detail: `EfficientNet-Lite0 in ${path}` };
  } catch (error) {
    return { ...check, ok: false, detail: (error as Error).message };
  }
}

function store(directory: string): Check {
  const check = { name: "store", needed: true };
  try {
    const isThere = exists(directory);
    if (!isThere) {
      statSync(dirname(directory));
      return {
        ...check,
        ok: true,
        detail: `${directory}, made by the first run`,
      };
    }
    using opened = Store.open(directory);
    return {
      ...check,
      ok: opened.writable,
      detail: opened.writable
        ? directory
        : `${directory} is read-only; choose another with --store`,
    };
  } catch (error) {
    return { ...check, ok: false, detail: (error as Error).message };
  }
}

function disk(directory: string): Check {
  let at = directory;
  while (!exists(at) && dirname(at) !== at) at = dirname(at);
  const { bavail, bsize } = statfsSync(at);
  const free = bavail * bsize;
  const ok = free / GIB >= LEAST_FREE_GIB;
  return {
    name: "disk",
    ok,
    needed: true,
    detail: ok
      ? `${gib(free)} free`
      : `${gib(free)} free, too little; choose another disk with --store`,
  };
}

async function sharedCache(cache: SharedCacheOptions): Promise<Check> {
  const { address, reads, writes } = await probeCache(cache);
  const problem = reads === undefined
    ? writes && `${address} answers but takes no results: ${writes}`
    : `${address} cannot be used: ${reads}`;
  const remedy = reads === undefined
    ? `allow PUT there, or set cache.mode to "read"`
    : "runs go on without it";
  return {
    name: "shared cache",
    ok: problem === undefined,
    needed: false,
    detail: problem === undefined
      ? `${address} answers${
        cache.mode === "read" ? "; only read" : " and takes results"
      }${cache.secret === undefined ? "" : ", which are signed"}`
      : `${problem}; ${remedy}`,
  };
}

function exists(path: string): boolean {
  try {
    statSync(path);
    return true;
  } catch {
    return false;
  }
}

function gib(bytes: number): string {
  return `${(bytes / GIB).toFixed(1)} GiB`;
}
