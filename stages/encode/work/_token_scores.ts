import type { LatentSet, ScoreSet } from "../../kinds/mod.ts";
import type { Layout } from "../../layout.ts";

/**
 * How much of a vocabulary tokens use: `perplexity`, the exponential of the
 * entropy of their frequencies, at most the vocabulary; and `vocabularyUsed`, the
 * share of it that occurs.
 */
export function tokenScores({ codes }: LatentSet, layout: Layout): ScoreSet {
  if (!("tokens" in layout)) return {};
  const [, , vocabulary] = layout.tokens;
  const counts = new Float64Array(vocabulary);
  for (const token of codes) counts[token]!++;
  let entropy = 0;
  let used = 0;
  for (const count of counts) {
    if (count === 0) continue;
    used++;
    const share = count / codes.length;
    entropy -= share * Math.log(share);
  }
  const { length: count } = codes;
  return {
    perplexity: { value: Math.exp(entropy), count },
    vocabularyUsed: { value: used / vocabulary, count },
  };
}
