import { dcgan } from "./dcgan.ts";
import { decoder } from "./decoder.ts";
import { simclr } from "./simclr.ts";
import { sngan } from "./sngan.ts";
import { distances, eigen } from "./statistics.ts";
import { transformer } from "./transformer.ts";
import type { Workload } from "./workload.ts";

/** Everything that the engine's benchmark times. */
export const WORKLOADS: readonly Workload[] = [
  ...[4, 8, 16, 32, 64].map(dcgan),
  sngan,
  simclr,
  transformer,
  decoder(1),
  decoder(64),
  eigen,
  distances,
];
