import { nvidiaDriver } from "../cuda/needs.ts";
import { openLibrary } from "../../../platform/foreign.ts";
import { TARGET } from "../../../platform/system.ts";

/** A machine, as far as TensorFlow on a GPU is concerned. */
export interface GpuMachine {
  /** Such as `"x86_64-unknown-linux-gnu"`. */
  readonly target: string;
  /** Whether the system's loader finds a library of this name. */
  hasLibrary(name: string): boolean;
  /** How many NVIDIA GPUs the driver in this library knows. */
  countGpus(driver: string): number;
}

/** Names of libraries on one system. */
interface Libraries {
  readonly driver: string;
  readonly cuda: readonly string[];
  readonly cudnn: string;
}

/** Systems with a libtensorflow 2.9.1 for GPUs, and what it opens by name. */
const LIBRARIES: Readonly<Record<string, Libraries>> = {
  "x86_64-unknown-linux-gnu": {
    driver: "libcuda.so.1",
    cuda: [
      "libcudart.so.11.0",
      "libcublas.so.11",
      "libcublasLt.so.11",
      "libcufft.so.10",
      "libcurand.so.10",
      "libcusolver.so.11",
      "libcusparse.so.11",
    ],
    cudnn: "libcudnn.so.8",
  },
  "x86_64-pc-windows-msvc": {
    driver: "nvcuda.dll",
    cuda: [
      "cudart64_110.dll",
      "cublas64_11.dll",
      "cublasLt64_11.dll",
      "cufft64_10.dll",
      "curand64_10.dll",
      "cusolver64_11.dll",
      "cusparse64_11.dll",
    ],
    cudnn: "cudnn64_8.dll",
  },
};

/**
 * What a machine lacks for TensorFlow 2.9.1 on an NVIDIA GPU, each with the
 * library that was looked for; empty when it has all.
 */
export function gpuNeeds(machine: GpuMachine): string[] {
  const libraries = LIBRARIES[machine.target];
  if (libraries === undefined) {
    return [`Linux or Windows on x86_64 (this is ${machine.target})`];
  }
  const { driver, cuda, cudnn } = libraries;
  const needs: string[] = [];
  if (!machine.hasLibrary(driver)) {
    needs.push(`an NVIDIA GPU with its driver (${driver})`);
  } else if (machine.countGpus(driver) === 0) {
    needs.push("an NVIDIA GPU (its driver finds none)");
  }
  const absent = cuda.filter((name) => !machine.hasLibrary(name));
  if (absent.length > 0) {
    const more = absent.length === 1 ? "" : ` and ${absent.length - 1} more`;
    needs.push(`CUDA 11.2 (${absent[0]}${more})`);
  }
  if (!machine.hasLibrary(cudnn)) needs.push(`cuDNN 8.1 (${cudnn})`);
  return needs;
}

/** The machine that this runs on; it opens libraries, and runs none but the driver. */
export const thisMachine: GpuMachine = {
  target: TARGET,
  hasLibrary(name) {
    try {
      openLibrary(name, {}).close();
      return true;
    } catch {
      return false;
    }
  },
  countGpus: (driver) => nvidiaDriver(driver)?.gpus ?? 0,
};
