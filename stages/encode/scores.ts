import type { ScoreDefinitions, Words } from "../score/definition.ts";

const ACCURACY: Words = {
  en: "share of images whose class the nearest codes tell",
  ja: "近いコードからクラスが当たる画像の割合",
};
const DECODER: Words = {
  en: "mean squared error a pixel of the best linear decoder, on [0, 1]",
  ja: "最良の線形デコーダの画素あたりの平均二乗誤差（[0, 1]）",
};

/** Words on what the encoder was fitted on. */
function seen({ en, ja }: Words): Words {
  return {
    en: `${en}, of images that the encoder was fitted on`,
    ja: `${ja}（エンコーダの学習に使った画像）`,
  };
}

/** What the encode stages measure. */
export const encodeScores: ScoreDefinitions = {
  explained: {
    name: {
      en: "share of the variance of images that codes keep",
      ja: "コードに残る画像の分散の割合",
    },
    better: "higher",
  },
  knnAccuracy: { name: ACCURACY, better: "higher" },
  knnAccuracySeen: { name: seen(ACCURACY), better: "higher" },
  linearDecoderError: { name: DECODER, better: "lower" },
  linearDecoderErrorSeen: { name: seen(DECODER), better: "lower" },
  participationRatio: {
    name: {
      en: "dimensions that standardised codes fill",
      ja: "標準化したコードが満たす次元数",
    },
  },
  participationShare: {
    name: {
      en: "share of their dimensions that codes fill",
      ja: "コードが満たす次元の割合",
    },
  },
  rawParticipationRatio: {
    name: {
      en: "dimensions that codes fill before they are standardised",
      ja: "標準化する前のコードが満たす次元数",
    },
  },
  perplexity: {
    name: {
      en: "tokens that are used as if all were alike frequent",
      ja: "同じ頻度で使われたとみなしたトークンの数",
    },
  },
  vocabularyUsed: {
    name: {
      en: "share of the vocabulary that tokens use",
      ja: "トークンに使われた語彙の割合",
    },
  },
  narrow: {
    name: {
      en: "1 where codes fill few dimensions",
      ja: "コードが満たす次元が少なければ 1",
    },
    form: "flag",
  },
};
