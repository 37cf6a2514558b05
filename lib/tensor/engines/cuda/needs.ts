import { openLibrary } from "../../../platform/foreign.ts";
import { ONNXRUNTIME, TARGET } from "./wheels.ts";

/** Oldest version of CUDA that a driver must know, as it says it: 13.0. */
const CUDA = 13_000;

/** What an NVIDIA driver says of itself. */
export interface Driver {
  /** Newest version of CUDA that it knows: 1000 · major + 10 · minor. */
  readonly cuda: number;
  /** Cards that it finds. */
  readonly gpus: number;
}

/** A machine, as far as ONNX Runtime's CUDA provider is concerned. */
export interface CudaMachine {
  /** Such as `"x86_64-unknown-linux-gnu"`. */
  readonly target: string;
  /** Its driver, if it has one. */
  driver(): Driver | undefined;
  /** Whether the libraries of `engine:cuda` are here. */
  hasLibraries(): boolean;
}

/** What a machine lacks, each with its remedy; empty when it has all. */
export function cudaNeeds(machine: CudaMachine): string[] {
  if (machine.target !== TARGET) {
    return [
      `Linux on x86-64 (this is ${machine.target}; use onnx-webgpu here)`,
    ];
  }
  const needs = driverNeeds(machine.driver());
  if (!machine.hasLibraries()) {
    needs.push(
      "CUDA's libraries (run deno task engine:cuda in Senzai's folder)",
    );
  }
  return needs;
}

/** What is wrong with a driver. */
export function driverNeeds(driver: Driver | undefined): string[] {
  if (driver === undefined) {
    return [
      "an NVIDIA GPU with its driver, 580 or newer (libcuda.so.1 is not here)",
    ];
  }
  if (driver.gpus === 0) return ["an NVIDIA GPU (its driver finds none)"];
  if (driver.cuda >= CUDA) return [];
  const version = `${Math.floor(driver.cuda / 1000)}.${
    Math.floor(driver.cuda % 1000 / 10)
  }`;
  return [
    `a driver that knows CUDA 13 (this one knows ${version}: install 580 or newer, or use onnx-webgpu, or with CUDA 12 and cuDNN 9 on the system: deno run -A npm:onnxruntime-node@${ONNXRUNTIME}/script/install.js --onnxruntime-node-install)`,
  ];
}

/** Asks the driver in `libcuda.so.1`, or in another file. */
export function nvidiaDriver(library = "libcuda.so.1"): Driver | undefined {
  try {
    using opened = closing(openLibrary(library, {
      cuInit: { parameters: ["u32"], result: "i32" },
      cuDriverGetVersion: { parameters: ["buffer"], result: "i32" },
      cuDeviceGetCount: { parameters: ["buffer"], result: "i32" },
    }));
    const { cuInit, cuDriverGetVersion, cuDeviceGetCount } =
      opened.library.symbols;
    const [version, count] = [new Int32Array(1), new Int32Array(1)];
    cuDriverGetVersion(version);
    const isUsable = cuInit(0) === 0 && cuDeviceGetCount(count) === 0;
    return { cuda: version[0]!, gpus: isUsable ? count[0]! : 0 };
  } catch {
    return undefined;
  }
}

function closing<L extends { close(): void }>(
  library: L,
): { readonly library: L } & Disposable {
  return { library, [Symbol.dispose]: () => library.close() };
}
