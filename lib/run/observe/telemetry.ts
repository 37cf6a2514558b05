import type { Attributes, Context, Span } from "@opentelemetry/api";
import { variable } from "../../platform/environment.ts";
import { instrumentsOf } from "./_instruments.ts";
import type { NodeResult, RunEvent, RunTotals } from "./events.ts";

/** The API of OpenTelemetry, which is loaded only where something listens. */
type Api = typeof import("@opentelemetry/api");

type Event<T extends RunEvent["type"]> = Extract<RunEvent, { type: T }>;

/**
 * Telemetry of one run, if this program exports any: with `OTEL_DENO=true`
 * Deno registers its exporter before the program starts. Nothing is loaded
 * otherwise.
 *
 * @param began When the run began, in milliseconds since 1970
 */
export async function openTelemetry(
  began: number,
): Promise<Telemetry | undefined> {
  // What any provider of version 1 of the API registers itself under.
  const isOn = Object.hasOwn(globalThis, Symbol.for("opentelemetry.js.api.1"));
  if (!isOn) return undefined;
  return new Telemetry(await import("@opentelemetry/api"), began);
}

/**
 * Turns the events of a run into spans and metrics: a span a run, below it one
 * for planning and one an attempt. Hits are counted, not spanned: a run over
 * 100,000 of them is one span that says so. Settings, parameters, paths and
 * the environment are in no attribute; the sentence of a failure is its status.
 */
export class Telemetry implements Disposable {
  readonly #api: Api;
  readonly #began: number;
  readonly #meters: ReturnType<typeof instrumentsOf>;
  readonly #attempts = new Map<string, { span: Span; stage: string }>();
  #run: Span | undefined;
  #plan: Span | undefined;
  /** Hits that are not counted yet. */
  #hits = 0;

  /** Prepares the telemetry of a run that began then. */
  constructor(api: Api, began: number) {
    this.#api = api;
    this.#began = began;
    this.#meters = instrumentsOf(api.metrics.getMeter("senzai"));
  }

  /** Receives every event of the run, in order. */
  event(event: RunEvent): void {
    if (event.type === "node-finished" && event.status === "hit") {
      this.#hits++;
      return;
    }
    this.#countHits();
    switch (event.type) {
      case "run-started":
        this.#start(event);
        return;
      case "planned": {
        const { hits, runs, pending } = event;
        this.#plan?.setAttributes(senzai({ hits, runs, pending }));
        this.#plan?.end();
        return;
      }
      case "node-started":
        this.#startAttempt(event);
        return;
      case "node-checkpoint":
        this.#checkpoint(event);
        return;
      case "node-finished":
        this.#finish(event);
        return;
      case "warning":
        this.#warn(event);
        return;
      case "stopping":
        this.#run?.addEvent("stopping");
        return;
      case "run-finished":
        this.#end(event);
        return;
      case "node-progress":
      case "node-log":
      case "node-told":
      case "round":
      case "cache-progress":
        return;
      default:
        event satisfies never;
    }
  }

  /** Span of a node's running attempt as a W3C `traceparent`. */
  traceOf(node: string): string | undefined {
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return undefined;
    const carrier: { traceparent?: string } = {};
    this.#api.propagation.inject(this.#below(attempt.span), carrier);
    return carrier.traceparent;
  }

  /** Ends what is still open: a run that threw has no last event. */
  [Symbol.dispose](): void {
    for (const node of [...this.#attempts.keys()]) this.#leave(node, "broken");
    if (this.#run === undefined) return;
    this.#setError(this.#run, "the run ended with an exception");
    this.#run.end();
    this.#run = undefined;
  }

  #start({ run, pipeline, seed, nodes, jobs }: Event<"run-started">): void {
    this.#run = this.#span(`run ${pipeline}`, {
      attributes: senzai({ run, pipeline, seed, nodes, jobs }),
      startTime: this.#began,
    }, this.#caller());
    this.#plan = this.#span("plan", {}, this.#below(this.#run));
  }

  #startAttempt(event: Event<"node-started">): void {
    const { node, stage, key, attempt, cues, resumes } = event;
    // Its input was damaged: that attempt ended without a result.
    this.#leave(node, "repeated");
    const span = this.#span(
      stage,
      {
        attributes: senzai({
          node,
          stage,
          key,
          attempt,
          reason: cues.join(", "),
          resumed: resumes,
        }),
      },
      this.#below(this.#run),
    );
    this.#attempts.set(node, { span, stage });
    this.#meters.running.add(1, senzai({ stage }));
  }

  #checkpoint({ node, bytes }: Event<"node-checkpoint">): void {
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return;
    const { span, stage } = attempt;
    span.addEvent("checkpoint", senzai({ bytes }));
    this.#meters.checkpoints.add(1, senzai({ stage }));
    this.#meters.checkpointed.add(bytes, senzai({ stage }));
  }

  #finish({ node, stage, status, seconds, outputs, reason }: NodeResult): void {
    this.#meters.nodes.add(1, senzai({ status }));
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return;
    const bytes = Object.values(outputs).reduce((sum, at) => sum + at.size, 0);
    this.#meters.duration.record(seconds, senzai({ stage, status }));
    if (status === "ran") this.#meters.stored.add(bytes, senzai({ stage }));
    attempt.span.setAttributes(senzai({ seconds, bytes }));
    if (status === "failed") this.#setError(attempt.span, reason);
    this.#leave(node, status);
  }

  #warn({ node, message }: Event<"warning">): void {
    const span = this.#attempts.get(node ?? "")?.span ?? this.#run;
    span?.addEvent("warning", { message });
    this.#meters.warnings.add(1);
  }

  #end({ status, ran, hits, failed, blocked, cache }: RunTotals): void {
    const run = this.#run;
    if (run === undefined) return;
    run.setAttributes(senzai({ status, ran, hits, failed, blocked }));
    if (cache !== undefined) {
      const { hits, sent, bytesIn, bytesOut, retries } = cache;
      run.setAttributes(senzai({
        "cache.hits": hits,
        "cache.sent": sent,
        "cache.bytes_in": bytesIn,
        "cache.bytes_out": bytesOut,
        "cache.retries": retries,
      }));
    }
    if (status === "failed") this.#setError(run, `${failed} failed`);
    run.end();
    this.#run = undefined;
  }

  /** Ends the span of a node's attempt, if it has one. */
  #leave(node: string, status: string): void {
    const attempt = this.#attempts.get(node);
    if (attempt === undefined) return;
    const { span, stage } = attempt;
    this.#attempts.delete(node);
    this.#meters.running.add(-1, senzai({ stage }));
    span.setAttributes(senzai({ status }));
    span.end();
  }

  #countHits(): void {
    if (this.#hits > 0) {
      this.#meters.nodes.add(this.#hits, senzai({ status: "hit" }));
    }
    this.#hits = 0;
  }

  #setError(span: Span, message: string): void {
    span.setStatus({ code: this.#api.SpanStatusCode.ERROR, message });
  }

  #span(
    name: string,
    options: { attributes?: Attributes; startTime?: number },
    above: Context,
  ): Span {
    return this.#api.trace.getTracer("senzai").startSpan(name, options, above);
  }

  #below(span: Span | undefined): Context {
    const { ROOT_CONTEXT, trace } = this.#api;
    return span === undefined
      ? ROOT_CONTEXT
      : trace.setSpan(ROOT_CONTEXT, span);
  }

  /** The span that started this program, if its environment names one. */
  #caller(): Context {
    const { propagation, ROOT_CONTEXT } = this.#api;
    const traceparent = readVariable("TRACEPARENT");
    if (traceparent === undefined) return ROOT_CONTEXT;
    return propagation.extract(ROOT_CONTEXT, { traceparent });
  }
}

/** Puts attributes into a namespace of their own; undefined ones are left out. */
function senzai(attributes: Readonly<Attributes>): Attributes {
  return Object.fromEntries(
    Object.entries(attributes)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [`senzai.${name}`, value]),
  );
}

function readVariable(name: string): string | undefined {
  try {
    return variable(name);
  } catch {
    // Not allowed to look: the run is a trace of its own.
    return undefined;
  }
}
