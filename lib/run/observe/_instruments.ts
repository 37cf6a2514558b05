import type {
  Counter,
  Histogram,
  Meter,
  UpDownCounter,
} from "@opentelemetry/api";

/** From a tenth of a second to a day, roughly threefold. */
const SECONDS = [0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000, 3600, 10_800, 86_400];

/** The metrics of runs. */
export function instrumentsOf(meter: Meter): {
  readonly nodes: Counter;
  readonly running: UpDownCounter;
  readonly duration: Histogram;
  readonly stored: Counter;
  readonly checkpoints: Counter;
  readonly checkpointed: Counter;
  readonly warnings: Counter;
} {
  return {
    nodes: meter.createCounter("senzai.nodes", {
      description: "Nodes that ended, by status",
      unit: "{node}",
    }),
    running: meter.createUpDownCounter("senzai.nodes.running", {
      description: "Attempts that run now, by stage",
      unit: "{node}",
    }),
    duration: meter.createHistogram("senzai.stage.duration", {
      description: "Time of attempts, by stage and status",
      unit: "s",
      advice: { explicitBucketBoundaries: SECONDS },
    }),
    stored: meter.createCounter("senzai.stored", {
      description: "Size of the artifacts that stages made",
      unit: "By",
    }),
    checkpoints: meter.createCounter("senzai.checkpoints", {
      description: "Checkpoints that were saved",
      unit: "{checkpoint}",
    }),
    checkpointed: meter.createCounter("senzai.checkpointed", {
      description: "Size of the checkpoints that were saved",
      unit: "By",
    }),
    warnings: meter.createCounter("senzai.warnings", {
      description: "Warnings",
      unit: "{warning}",
    }),
  };
}
