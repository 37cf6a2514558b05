/**
 * The wheel that the native part is built on. Others up to 2.21.0 compile and
 * train to the same weights; this one is the smallest of them and near to
 * 2.9.1, for which tfjs-node 4.22.0 was written. From 2.20.0 on, TensorFlow
 * crashes a process that has opened Mesa's Vulkan driver for `webgpu`; in 2.9
 * the C API has no library of its own.
 */
export const WHEEL = {
  requirement: "tensorflow-cpu==2.15.1",
  sha256: "54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26",
  /** The system that it is for. */
  target: "x86_64-unknown-linux-gnu",
  /** Which of the wheels of this version; the machine's own Python may differ. */
  tags: [
    ...["--python-version", "3.11", "--implementation", "cp"],
    ...["--abi", "cp311", "--platform", "manylinux2014_x86_64"],
  ],
  /** Bytes to download. */
  download: 207_208_420,
  /** Bytes on disk in the end. */
  installed: 613_776_168,
} as const;

/** TensorFlow's libraries, as the wheel and the addon name them. */
export const LIBRARIES = [
  "libtensorflow_cc.so.2",
  "libtensorflow_framework.so.2",
] as const;

/** What the addon is compiled against: starts of paths in the wheel. */
const HEADERS = [
  "tensorflow/include/tensorflow/c/",
  "tensorflow/include/tensorflow/core/platform/ctstring",
  "tensorflow/include/tsl/c/",
  "tensorflow/include/tsl/platform/ctstring",
] as const;

/** Paths in the wheel of what is needed of it. */
export const NEEDED: readonly string[] = [
  ...LIBRARIES.map((name) => `tensorflow/${name}`),
  ...HEADERS,
];
