import * as tf from "@tensorflow/tfjs-core";
import { PipelineError } from "../../dsl/error.ts";
import { registerOnnx } from "../onnx/register.ts";
import { setVariable, variable } from "../../platform/environment.ts";
import { TARGET } from "../../platform/system.ts";
import type { Engine } from "./engine.ts";
import { gpuNeeds, thisMachine } from "./tensorflow/gpu_needs.ts";
import {
  CPU_PACKAGE,
  GPU_PACKAGE,
  hasAddon,
  installCommand,
  loadPackage,
  type NativePackage,
  packagePaths,
} from "./tensorflow/native_package.ts";
import { completeNodeUtil } from "./tensorflow/node_util.ts";
import { WHEEL } from "./tensorflow/wheel.ts";

/** Name under which both packages register their backend. */
const BACKEND = "tensorflow";

const FROM_URL =
  "it has a native part, which lies in Senzai's folder; use Senzai from a folder on this machine";

/** How to get the native part for the CPU. */
const CPU_REMEDY = TARGET === WHEEL.target
  ? "run deno task engine:tensorflow in Senzai's folder (needs Python 3 with pip and a C++ compiler)"
  : inSenzai(CPU_PACKAGE);

/** TensorFlow on all cores of the CPU; loaded only when asked for. */
export const tensorflow: Engine = {
  summary: "TensorFlow on the CPU, kernel by kernel on all cores",
  missing() {
    const paths = packagePaths(CPU_PACKAGE);
    if (paths === undefined) return Promise.resolve(FROM_URL);
    return Promise.resolve(
      hasAddon(paths)
        ? undefined
        : `its native part is not here; ${CPU_REMEDY}`,
    );
  },
  async use() {
    load(CPU_PACKAGE, CPU_REMEDY);
    await tf.setBackend(BACKEND);
  },
};

/** What today's drivers and cards are better off with. */
const OTHER =
  "Where CUDA 11.2 cannot be had, take onnx-cuda (deno task engine:cuda)";

/** TensorFlow on an NVIDIA GPU; loaded only when asked for. */
export const tensorflowGpu: Engine = {
  summary: "TensorFlow on an NVIDIA GPU with CUDA 11.2 and cuDNN 8.1",
  stepsACall: 8,
  missing() {
    const paths = packagePaths(GPU_PACKAGE);
    if (paths === undefined) return Promise.resolve(FROM_URL);
    const needs = gpuNeeds(thisMachine);
    if (!hasAddon(paths)) {
      needs.push(`its native part (then ${inSenzai(GPU_PACKAGE)})`);
    }
    return Promise.resolve(
      needs.length === 0 ? undefined : `it lacks ${needs.join("; ")}. ${OTHER}`,
    );
  },
  async use() {
    load(GPU_PACKAGE, inSenzai(GPU_PACKAGE));
    await tf.setBackend(BACKEND);
    const { isUsingGpuDevice } = tf.backend() as { isUsingGpuDevice?: boolean };
    if (isUsingGpuDevice === true) return;
    throw new PipelineError(
      "environment",
      `Cannot use engine '${GPU_PACKAGE.engine}': TensorFlow finds no GPU that it can use; its log says why with TF_CPP_MIN_LOG_LEVEL=0`,
    );
  },
};

function inSenzai(which: NativePackage): string {
  return `run ${installCommand(which)} in Senzai's folder`;
}

/** The package that this process has loaded. */
let loaded: NativePackage | undefined;

function load(wanted: NativePackage, howToGet: string): void {
  // Registers the gradients.
  registerOnnx();
  if (loaded === wanted) return;
  const fail = (why: string, cause?: unknown) =>
    new PipelineError(
      "environment",
      `Cannot use engine '${wanted.engine}': ${why}`,
      { cause },
    );
  if (loaded !== undefined) {
    throw fail(
      `this process runs '${loaded.engine}', and two TensorFlows do not fit in one; start another process`,
    );
  }
  completeNodeUtil();
  // Keeps what TensorFlow says of the processor from the terminal.
  if (variable("TF_CPP_MIN_LOG_LEVEL") === undefined) {
    setVariable("TF_CPP_MIN_LOG_LEVEL", "1");
  }
  try {
    loadPackage(wanted, packagePaths(wanted)!.home);
  } catch (error) {
    const [line] = String((error as Error).message ?? error).split("\n");
    throw fail(
      `its native part does not load (${line}); remove engines/${wanted.engine}/node_modules, then ${howToGet}`,
      error,
    );
  }
  loaded = wanted;
}
