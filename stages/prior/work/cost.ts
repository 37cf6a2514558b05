import { random } from "../../../lib/stats/random.ts";
import type { PriorModel } from "../../kinds/mod.ts";
import { loadTools } from "../../roles/tools.ts";
import { lawOf } from "./_law_of.ts";
import { openPrior, openSampler, withoutNoise } from "./sample.ts";

/** Numbers that a prior keeps, such as means and covariances. */
export function priorParameters({ facts }: PriorModel): number {
  return Number(facts.parameters ?? 0);
}

/** Floating-point operations to draw one code; drawing random numbers is free. */
export async function priorFlops(prior: PriorModel): Promise<number> {
  const { codes } = withoutNoise(prior);
  return lawOf(codes).flops({ ...await loadTools(), prior: codes });
}

/** Opens a prior for timing: draws codes again and again, `codes` at once. */
export async function timedPrior(prior: PriorModel, batch: number) {
  const { codes } = withoutNoise(prior);
  const sampler = openSampler(lawOf(codes), codes, await loadTools());
  if (sampler !== undefined) {
    return {
      codes: sampler.batch,
      draw: (index: number) =>
        sampler.draw(random(0n, "cost", index), sampler.batch),
      dispose: () => sampler.dispose(),
    };
  }
  const draw = await openPrior(prior, 0n);
  return {
    codes: batch,
    draw: (index: number) =>
      Promise.resolve(draw(random(0n, "cost", index), batch)),
    dispose() {},
  };
}
