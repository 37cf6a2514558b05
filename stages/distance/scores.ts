import type { ScoreDefinitions } from "../score/definition.ts";

/** What the distance stages measure. */
export const distanceScores: ScoreDefinitions = {
  "adversarial[…]": {
    name: {
      en:
        "mean difference of fresh, spectrally normalised critics on held-out halves, a lower bound",
      ja: "新しいスペクトル正規化批評器の、未使用の半分での平均差（下界）",
    },
    better: "lower",
    shown: "distance",
    floor: "noiseFloor[…]",
  },
  "adversarial[…] excess": {
    name: {
      en: "what fresh critics find beyond the same between real images",
      ja: "新しい批評器の平均差から実画像どうしの値を引いたもの",
    },
    better: "lower",
  },
  "noiseFloor[…]": {
    name: {
      en: "what fresh critics find between real images",
      ja: "新しい批評器が実画像どうしに見いだす平均差",
    },
    better: "lower",
  },
  "diverged[…]": {
    name: { en: "critics that diverged", ja: "発散した批評器の数" },
  },
  affine: {
    name: {
      en: "squared distance to images under the best affine generator",
      ja: "最良のアフィン生成器での画像までの距離の 2 乗",
    },
    better: "lower",
    shown: "distance",
    floor: "affineFloor",
  },
  affineFloor: {
    name: {
      en: "the same with as many principal components",
      ja: "同数の主成分を使った場合の同じ値",
    },
  },
  variance: {
    name: { en: "variance of images, summed", ja: "画像の分散の合計" },
  },
  rank: {
    name: {
      en: "dimensions of codes that do not follow from others",
      ja: "他から定まらないコードの次元数",
    },
  },
};
