import type { ScoreDefinitions } from "../score/definition.ts";

/** What the generate stages measure; other trained networks share some. */
export const generateScores: ScoreDefinitions = {
  parameters: {
    name: { en: "parameters", ja: "パラメータ数" },
    form: "whole",
  },
  generatorParameters: {
    name: { en: "parameters of the generator", ja: "生成器のパラメータ数" },
    form: "whole",
  },
  priorParameters: {
    name: { en: "parameters of the prior", ja: "事前分布のパラメータ数" },
    form: "whole",
  },
  flops: {
    name: {
      en: "floating-point operations to make one",
      ja: "1 つ作るのに要する浮動小数点演算の数",
    },
    heading: { en: "MFLOP an image", ja: "1 枚あたり MFLOP" },
    scale: 1e6,
    shown: "cost",
  },
  millisecondsPerImage: {
    name: { en: "time to make an image", ja: "1 枚の生成にかかる時間" },
    heading: { en: "ms an image", ja: "1 枚あたり ms" },
    unit: "ms",
    shown: "cost",
  },
  steps: {
    name: { en: "training steps", ja: "学習のステップ数" },
    form: "whole",
  },
  trainingFlops: {
    name: {
      en: "floating-point operations of training",
      ja: "学習に要した浮動小数点演算の数",
    },
  },
  falling: {
    name: {
      en: "share by which the last doubling of the steps lowered the distance",
      ja: "最後にステップを倍にしたときに距離が縮んだ割合",
    },
    heading: { en: "gain of the last doubling", ja: "最後の倍増による改善" },
    form: "share",
    shown: "training",
  },
  atBudget: {
    name: {
      en: "trainings not shown to be done when their steps ran out",
      ja: "ステップを使い切った時点で終わったとは示されなかった学習",
    },
    heading: { en: "cut short by the budget", ja: "予算による打ち切り" },
    form: "flag",
    shown: "training",
  },
  stoppedAt: {
    name: {
      en: "steps at which training was ended",
      ja: "学習を終えたステップ数",
    },
    form: "whole",
  },
  beyond: {
    name: {
      en: "multiple of those steps that was asked for",
      ja: "そのステップ数に対して求められた倍数",
    },
  },
  chosenAt: {
    name: {
      en: "steps of the checkpoint that was taken",
      ja: "採用したチェックポイントのステップ数",
    },
    form: "whole",
  },
  chosenDistance: {
    name: {
      en: "distance of that checkpoint to validation images",
      ja: "そのチェックポイントの検証画像までの距離",
    },
    better: "lower",
  },
  diverged: {
    name: { en: "1 where training diverged", ja: "学習が発散したら 1" },
    form: "flag",
    fails: true,
  },
  collapsed: {
    name: {
      en: "1 where samples came out nearly equal",
      ja: "サンプルがほぼ同じになったら 1",
    },
    form: "flag",
    fails: true,
  },
  criticLoss: {
    name: { en: "loss of the critic at the end", ja: "最後の批評器の損失" },
  },
  generatorLoss: {
    name: { en: "loss of the generator at the end", ja: "最後の生成器の損失" },
  },
  pairError: {
    name: {
      en: "mean squared error of images of known codes, on [−1, 1]",
      ja: "既知のコードの画像の平均二乗誤差（[−1, 1]）",
    },
    better: "lower",
  },
  trainingLoss: {
    name: { en: "loss at the end of training", ja: "学習の最後の損失" },
    better: "lower",
  },
};
