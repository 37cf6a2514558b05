import type { ScoreDefinitions } from "./definition.ts";

/** What the score stages measure. */
export const scoreScores: ScoreDefinitions = {
  "fd[…]": {
    name: {
      en: "squared Fréchet distance between normal laws fitted to features",
      ja: "特徴量に当てはめた正規分布間のフレシェ距離の 2 乗",
    },
    better: "lower",
    shown: "quality",
  },
  "fdInfinity[…]": {
    name: {
      en: "squared Fréchet distance, extrapolated to any number of images",
      ja: "枚数を無限大に外挿したフレシェ距離の 2 乗",
    },
    better: "lower",
  },
  "kid[…]": {
    name: {
      en: "kernel distance (x·y/d + 1)³ between features, unbiased",
      ja: "特徴量間のカーネル距離 (x·y/d + 1)³、不偏推定",
    },
    better: "lower",
    shown: "quality",
    leads: true,
  },
  "is[…]": {
    name: {
      en: "exp of the mean divergence of class probabilities (legacy)",
      ja: "クラス確率のダイバージェンス平均の指数（旧来の指標）",
    },
    better: "higher",
    shown: "quality",
  },
  "precision[…]": {
    name: {
      en: "share of samples inside the manifold of real images",
      ja: "実画像の多様体の内側にあるサンプルの割合",
    },
    better: "higher",
    shown: "diversity",
  },
  "recall[…]": {
    name: {
      en: "share of real images inside the manifold of samples",
      ja: "サンプルの多様体の内側にある実画像の割合",
    },
    better: "higher",
    shown: "diversity",
  },
  "density[…]": {
    name: {
      en: "mean number of real neighbourhoods around a sample, over k",
      ja: "サンプルを囲む実画像近傍の平均個数 / k",
    },
    better: "higher",
    shown: "diversity",
  },
  "coverage[…]": {
    name: {
      en: "share of real neighbourhoods that hold a sample",
      ja: "サンプルを含む実画像近傍の割合",
    },
    better: "higher",
    shown: "diversity",
  },
  "modes[…]": {
    name: { en: "classes that samples hit", ja: "サンプルが当たったクラス数" },
    better: "higher",
    shown: "diversity",
  },
  "modeDivergence[…]": {
    name: {
      en: "divergence of class frequencies from the real ones",
      ja: "クラス頻度の実画像からのダイバージェンス",
    },
    unit: { en: "nats", ja: "nat" },
    better: "lower",
    shown: "diversity",
  },
  "diversity[…]": {
    name: {
      en: "effective number of different samples over that of real images",
      ja: "サンプルの実効種類数と実画像の実効種類数の比",
    },
    better: "higher",
  },
  "collapsed[…]": {
    name: {
      en: "1 where samples are hardly varied",
      ja: "サンプルの多様性がほとんどなければ 1",
    },
    better: "lower",
  },
  mse: {
    name: {
      en: "mean squared error a pixel on [0, 1]",
      ja: "[0, 1] での画素あたりの平均二乗誤差",
    },
    better: "lower",
  },
  psnr: {
    name: { en: "peak signal-to-noise ratio", ja: "ピーク信号対雑音比" },
    unit: "dB",
    better: "higher",
  },
  accuracy: {
    name: {
      en: "share of held-out images whose class is told",
      ja: "クラスを当てた未使用画像の割合",
    },
    better: "higher",
  },
};
