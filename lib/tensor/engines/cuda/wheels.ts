import type { Wheel } from "../pip.ts";

/** A wheel, and where the libraries in it lie. */
export interface CudaWheel extends Wheel {
  /** Starts of the paths of its libraries. */
  readonly libraries: readonly string[];
}

/** The system that they are for. */
export const TARGET = "x86_64-unknown-linux-gnu";

/** Version of npm's onnxruntime-node, whose provider this has to be. */
export const ONNXRUNTIME = "1.30.0";

/** Which of the wheels of a version; the machine's own Python may differ. */
export const TAGS: readonly string[] = [
  ...["--python-version", "3.12", "--implementation", "cp"],
  ...["--abi", "cp312", "--abi", "none"],
  ...[
    "manylinux_2_28_x86_64",
    "manylinux_2_27_x86_64",
    "manylinux2014_x86_64",
    "manylinux2010_x86_64",
  ].flatMap((platform) => ["--platform", platform]),
];

/**
 * ONNX Runtime's CUDA provider and the libraries that it opens: CUDA 13.0, so that
 * drivers from 580 on do, and cuDNN 9.
 */
export const WHEELS: readonly CudaWheel[] = [
  {
    requirement: `onnxruntime-gpu==${ONNXRUNTIME}`,
    sha256: "6acc0f4b3d5ac5f2984432faa59dd8fcce6775f8b43a7140afa0f322c7a703b1",
    download: 246_685_715,
    libraries: [
      "onnxruntime/capi/libonnxruntime_providers_cuda.so",
      "onnxruntime/capi/libonnxruntime_providers_shared.so",
    ],
  },
  {
    requirement: "nvidia-cuda-runtime==13.0.96",
    sha256: "7f82250d7782aa23b6cfe765ecc7db554bd3c2870c43f3d1821f1d18aebf0548",
    download: 2_243_632,
    libraries: ["nvidia/cu13/lib/libcudart.so.13"],
  },
  {
    requirement: "nvidia-cublas==13.0.2.14",
    sha256: "0cf238ffdbe46c00cb9aa98e7bca745c223a5ca5a53e686ac8b3e5a08fe80d6c",
    download: 420_882_912,
    libraries: [
      "nvidia/cu13/lib/libcublas.so.13",
      "nvidia/cu13/lib/libcublasLt.so.13",
    ],
  },
  {
    requirement: "nvidia-curand==10.4.0.35",
    sha256: "1aee33a5da6e1db083fe2b90082def8915f30f3248d5896bcec36a579d941bfc",
    download: 59_544_258,
    libraries: ["nvidia/cu13/lib/libcurand.so.10"],
  },
  {
    requirement: "nvidia-cuda-nvrtc==13.0.88",
    sha256: "ad9b6d2ead2435f11cbb6868809d2adeeee302e9bb94bcf0539c7a40d80e8575",
    download: 90_215_200,
    libraries: [
      "nvidia/cu13/lib/libnvrtc.so.13",
      "nvidia/cu13/lib/libnvrtc-builtins.so.13.0",
    ],
  },
  {
    requirement: "nvidia-cudnn-cu13==9.28.1.4",
    sha256: "a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec",
    download: 516_817_937,
    libraries: ["nvidia/cudnn/lib/libcudnn"],
  },
];

/** Bytes to download. */
export const DOWNLOAD: number = WHEELS.reduce(
  (sum, { download }) => sum + download,
  0,
);

/** Bytes on disk in the end. */
export const INSTALLED = 2_100_000_000;
