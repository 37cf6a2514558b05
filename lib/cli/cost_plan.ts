import { type Gpus, gpusFor } from "../run/machine/gpus.ts";
import {
  costOf,
  type Plan,
  type PlannedNode,
  type Prediction,
  type TimeRange,
} from "../plan/mod.ts";
import { predictNodes } from "../run/driver/predict.ts";
import { type EngineClass, engineClass } from "../run/machine/engine_class.ts";
import type { Store } from "../store/mod.ts";
import { costOfTime, type Price } from "./price.ts";

/** A planned node with what it is expected to take; as `--json` shows it. */
export interface CostedNode {
  readonly node: string;
  readonly stage: string;
  /** What a run would do with it. */
  readonly status: PlannedNode["status"];
  readonly reason: string;
  /**
   * Arithmetic class of another engine of which there is a result: taken, of a hit;
   * else what `--accept-engine` would take. Null without one.
   */
  readonly elsewhere: string | null;
  /** Expected time; 0 for a hit, null when unknown. */
  readonly seconds: number | null;
  /** Lower end of the 80 % interval. */
  readonly low: number | null;
  /** Upper end of the 80 % interval. */
  readonly high: number | null;
  /** Recorded runs behind the prediction. */
  readonly samples: number;
  /** How the prediction came about; null for a hit. */
  readonly method: Prediction["method"] | null;
  /** Its own time at the price; null without a price. */
  readonly cost: number | null;
}

/** A plan with what it is expected to take; as `--json` shows it. */
export interface CostedPlan extends Pick<Plan, "hits" | "runs" | "pending"> {
  /** Engine that would run it, and the class of its arithmetic. */
  readonly engine: Pick<EngineClass, "name" | "numerics">;
  /** Work of all nodes whose time is known; null when none is. */
  readonly seconds: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** Nodes whose time is unknown. */
  readonly unknown: number;
  /** From start to end. */
  readonly wall: TimeRange | null;
  /** Wall time at the price. */
  readonly cost: (Price & { amount: number; low: number; high: number }) | null;
  readonly nodes: readonly CostedNode[];
}

/** Predicts time and money for a plan from what the store has recorded. */
export function costPlan(
  plan: Plan,
  { store, engine: name, jobs, gpus, price }: {
    readonly store: Store;
    /** Name of a tensor engine, or `"auto"`. */
    readonly engine: string;
    /** Threads to share; all by default. */
    readonly jobs?: number | undefined;
    /** GPUs to share; the first by default. */
    readonly gpus?: Gpus | undefined;
    readonly price: Price | undefined;
  },
): CostedPlan {
  const engine = engineClass(name);
  const open = plan.nodes.filter(({ status }) => status !== "hit")
    .map(({ node }) => node);
  const predictions = predictNodes(open, { store, engine: engine.name });
  const { work, wall, known, unknown } = costOf(open, {
    predictions,
    jobs: jobs ?? navigator.hardwareConcurrency,
    gpus: gpusFor(engine, gpus).length,
  });
  const isKnown = known > 0 || unknown === 0;
  const { hits, runs, pending } = plan;
  const moneyOf = (seconds: number) => costOfTime(seconds, price!);
  return {
    hits,
    runs,
    pending,
    engine: { name: engine.name, numerics: engine.numerics },
    seconds: isKnown ? work.seconds : null,
    low: isKnown ? work.low : null,
    high: isKnown ? work.high : null,
    unknown,
    wall: isKnown ? wall : null,
    cost: price === undefined || !isKnown ? null : {
      amount: moneyOf(wall.seconds),
      low: moneyOf(wall.low),
      high: moneyOf(wall.high),
      ...price,
    },
    nodes: plan.nodes.map((planned) => {
      const prediction = predictions.get(planned.node.index);
      const times = timesOf(planned, prediction);
      return {
        node: planned.node.name,
        stage: planned.node.stage.spec.name,
        status: planned.status,
        reason: planned.reasons.map(({ text }) => text).join("; "),
        elsewhere: "elsewhere" in planned ? planned.elsewhere ?? null : null,
        ...times,
        samples: prediction?.samples ?? 0,
        method: prediction?.method ?? null,
        cost: price === undefined || times.seconds === null
          ? null
          : moneyOf(times.seconds),
      };
    }),
  };
}

function timesOf({ status }: PlannedNode, prediction: Prediction | undefined) {
  if (status === "hit") return { seconds: 0, low: 0, high: 0 };
  const { seconds = null, low = null, high = null } = prediction ?? {};
  return { seconds, low, high };
}
