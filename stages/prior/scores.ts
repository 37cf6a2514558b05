import type { ScoreDefinitions } from "../score/definition.ts";

/** What the prior stages measure. */
export const priorScores: ScoreDefinitions = {
  nllTrain: {
    name: {
      en: "mean negative log-density of the codes it was fitted to",
      ja: "推定に使ったコードの負の対数密度の平均",
    },
    unit: { en: "nats", ja: "nat" },
    better: "lower",
  },
  nllHeldOut: {
    name: {
      en: "mean negative log-density of held-out codes",
      ja: "未使用のコードの負の対数密度の平均",
    },
    unit: { en: "nats", ja: "nat" },
    better: "lower",
  },
  nllToken: {
    name: {
      en: "mean negative log-probability of a token of held-out codes",
      ja: "未使用のコードのトークンの負の対数確率の平均",
    },
    unit: { en: "nats", ja: "nat" },
    better: "lower",
  },
  velocityError: {
    name: {
      en: "mean squared error of the velocity on held-out codes",
      ja: "未使用のコードでの速度の平均二乗誤差",
    },
    better: "lower",
  },
};
