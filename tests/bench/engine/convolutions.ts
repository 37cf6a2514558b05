import type { Pass } from "../../../lib/tensor/onnx/lowerings/convolution/algorithms.ts";
import { type Peer, startPyTorch } from "../_peer.ts";
import {
  algorithmsFor,
  compilePass,
  loweringOf,
  PASSES,
} from "./convolution_passes.ts";
import {
  CONVOLUTION_SHAPES,
  type ConvolutionShape,
  gflopOf,
  nameOfShape,
} from "./convolution_shapes.ts";

/** Rounds at least and at most; the best counts. */
const ROUNDS = [3, 12] as const;
/** Two best rounds this close are the truth, and end the rounds. */
const AGREE = 1.05;
/** Milliseconds of calls in a round, and calls at most. */
const ROUND_MS = 50;
const CALLS = 40;

/** One way to compute a pass, ready to be timed. */
interface Contender {
  readonly name: string;
  /** Whether the engine takes this one. */
  readonly chosen: boolean;
  /** Median milliseconds of a round of calls. */
  round(): Promise<number>;
  dispose(): void;
}

/**
 * Every pass of every shape by every algorithm that can compute it, and by
 * PyTorch if there is one, in turns; the best round of each. Rounds go on until
 * the two best of each agree, so that a busy machine is noticed.
 *
 * @param options `only`: part of the names of shapes, or of passes, to time
 */
export async function* benchConvolutions(
  { threads = 2, only = "" } = {},
): AsyncGenerator<object> {
  const pytorch = await startPyTorch();
  for (const shape of CONVOLUTION_SHAPES) {
    for (const pass of Object.keys(PASSES) as Pass[]) {
      if (!`${nameOfShape(shape)} ${pass}`.includes(only)) continue;
      const own = ownContenders(pass, { shape, threads });
      const peer = pytorch && peerContender(pass, { shape, pytorch, threads });
      const all = peer === undefined ? own : [...own, peer];
      const times = await inTurns(all);
      for (const contender of all) contender.dispose();
      const against = peer === undefined ? {} : {
        peer: peer.name,
        peer_ms: rounded(times.get(peer)![0]!),
        peer_gflops: speed(shape, times.get(peer)![0]!),
      };
      for (const contender of own) {
        const [best, second] = times.get(contender)! as [number, number];
        yield {
          shape: nameOfShape(shape),
          pass,
          algorithm: contender.name,
          threads,
          ms: rounded(best),
          gflops: speed(shape, best),
          // Of the two best rounds; far from 1 on a busy machine.
          spread: rounded(second / best),
          ...(contender.chosen ? { chosen: true } : {}),
          ...against,
        };
      }
    }
  }
  await pytorch?.close();
}

/** Milliseconds of each one's rounds, the best first. */
async function inTurns(
  all: readonly Contender[],
): Promise<Map<Contender, number[]>> {
  const times = new Map(all.map((contender) => [contender, [] as number[]]));
  const settled = () =>
    [...times.values()].every(([best, second]) => second! < AGREE * best!);
  for (let round = 0; round < ROUNDS[1]; round++) {
    if (round >= ROUNDS[0] && settled()) break;
    for (const [contender, known] of times) {
      known.push(await contender.round());
      known.sort((a, b) => a - b);
    }
  }
  return times;
}

function ownContenders(
  pass: Pass,
  { shape, threads }: {
    readonly shape: ConvolutionShape;
    readonly threads: number;
  },
): Contender[] {
  const record = loweringOf(pass, shape);
  const used = compilePass(pass, { shape, record, threads })!;
  used.dispose();
  const contenders: Contender[] = [];
  const algorithms = algorithmsFor(pass, shape);
  for (const [name, record] of Object.entries(algorithms)) {
    const compiled = compilePass(pass, { shape, record, threads });
    if (compiled === undefined) continue;
    const { bytes } = compiled;
    contenders.push({
      name,
      chosen: bytes.length === used.bytes.length &&
        bytes.every((byte, i) => byte === used.bytes[i]),
      round: () => Promise.resolve(roundOf(compiled.run)),
      dispose: compiled.dispose,
    });
  }
  return contenders;
}

function roundOf(run: () => void): number {
  run();
  const times: number[] = [];
  const start = performance.now();
  let before = start;
  while (
    times.length < 3 || (before - start < ROUND_MS && times.length < CALLS)
  ) {
    run();
    const now = performance.now();
    times.push(now - before);
    before = now;
  }
  return times.sort((a, b) => a - b)[times.length >> 1]!;
}

function peerContender(
  pass: Pass,
  { shape, pytorch, threads }: {
    readonly shape: ConvolutionShape;
    readonly pytorch: Peer;
    readonly threads: number;
  },
): Contender {
  const { batch, size, ins, outs, kernel, stride } = shape;
  const extents = [batch, size, ins, outs, kernel, stride].join(" ");
  // A first guess; then as many calls as fill a round.
  let calls = 4;
  return {
    name: `pytorch ${pytorch.version}`,
    chosen: false,
    async round() {
      const workload = `conv ${pass} ${extents}`;
      const { ms } = await pytorch.ask({ workload, threads, calls });
      calls = Math.max(4, Math.min(CALLS, Math.ceil(ROUND_MS / ms)));
      return ms;
    },
    dispose() {},
  };
}

function speed(shape: ConvolutionShape, ms: number): number {
  return Math.round(1000 * gflopOf(shape) / ms);
}

function rounded(value: number): number {
  return +value.toPrecision(3);
}
