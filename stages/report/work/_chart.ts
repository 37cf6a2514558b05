import { parse, View } from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { Html } from "./html.ts";

/** One point of a curve. */
export interface ChartPoint {
  readonly series: string;
  readonly x: number;
  readonly value: number;
  readonly low: number;
  readonly high: number;
  /** Panel that the point belongs to; one panel when all are equal. */
  readonly facet: string;
}

/** What to draw. */
export interface ChartOptions {
  readonly x: string;
  readonly y: string;
  /** Height of a dashed line across, such as a noise floor. */
  readonly rule?: number | undefined;
  readonly logY?: boolean;
  readonly width?: number;
  /** Series that is drawn in grey. */
  readonly baseline?: string;
}

/** Colours that differ for colour-blind readers too, on light and on dark (Okabe and Ito 2008). */
const COLOURS = [
  "#0072b2",
  "#d55e00",
  "#009e73",
  "#cc79a7",
  "#e69f00",
  "#56b4e9",
];
/** Ratio between the places of neighbouring series. */
const APART = 1.05;
const GREY = "#8a8f98";

/** Curves with intervals, as SVG. */
export async function chart(
  points: readonly ChartPoint[],
  options: ChartOptions,
): Promise<Html> {
  const { spec } = compile(specOf(apart(points), options));
  const view = new View(parse(spec), { renderer: "none" });
  const svg = await view.toSVG();
  view.finalize();
  // Vega escapes the names that it draws.
  return new Html(svg);
}

/** Sets series a little apart along x, so that intervals do not hide each other. */
function apart(points: readonly ChartPoint[]): ChartPoint[] {
  const series = [...new Set(points.map((point) => point.series))];
  const middle = (series.length - 1) / 2;
  return points.map((point) => ({
    ...point,
    x: point.x * APART ** (series.indexOf(point.series) - middle),
  }));
}

function specOf(
  points: readonly ChartPoint[],
  options: ChartOptions,
): TopLevelSpec {
  const series = [...new Set(points.map((point) => point.series))];
  const facets = [...new Set(points.map((point) => point.facet))];
  let next = 0;
  const range = series.map((name) =>
    name === options.baseline ? GREY : COLOURS[next++ % COLOURS.length]!
  );
  const heights = points.flatMap(({ value, low, high }) => [value, low, high])
    .concat(options.rule ?? []);
  const sizes = points.map((point) => point.x);
  const width = options.width ?? (facets.length > 1 ? 230 : 560);
  const y = {
    field: "value",
    type: "quantitative" as const,
    title: options.y,
    scale: options.logY
      ? { type: "log" as const, domain: extentOf(heights), nice: false }
      : { type: "linear" as const, zero: false },
    axis: options.logY ? { values: ticksWithin(extentOf(heights)) } : {},
  };
  const x = {
    field: "x",
    type: "quantitative" as const,
    title: options.x,
    scale: { type: "log" as const, domain: extentOf(sizes), nice: false },
    axis: { grid: false, values: ticksWithin(extentOf(sizes)), format: "~s" },
  };
  const color = {
    field: "series",
    type: "nominal" as const,
    title: null,
    scale: { domain: series, range },
    legend: {
      orient: "bottom" as const,
      columns: 6,
      symbolType: "circle" as const,
      symbolSize: 90,
      symbolOpacity: 1,
    },
  };
  const unit = {
    width,
    height: 250,
    layer: [
      {
        mark: { type: "rule" as const, strokeWidth: 4, opacity: 0.3 },
        encoding: {
          x,
          y: { ...y, field: "low" },
          y2: { field: "high" },
          color,
        },
      },
      {
        mark: { type: "line" as const, strokeWidth: 2 },
        encoding: { x, y, color },
      },
      {
        mark: { type: "point" as const, filled: true, size: 45, opacity: 1 },
        encoding: { x, y, color },
      },
      ...(options.rule === undefined ? [] : [{
        mark: {
          type: "rule" as const,
          strokeDash: [4, 4],
          color: GREY,
        },
        encoding: { y: { datum: options.rule } },
      }]),
    ],
  };
  const text = "#6b7280";
  const base = {
    $schema: "https://vega.github.io/schema/vega-lite/v6.json",
    background: "transparent",
    data: { values: points as unknown as Record<string, unknown>[] },
    config: {
      font: "system-ui, sans-serif",
      axis: {
        labelColor: text,
        titleColor: text,
        domainColor: GREY,
        tickColor: GREY,
        gridColor: GREY,
        gridOpacity: 0.25,
        titleFontWeight: "normal" as const,
      },
      header: { labelColor: text, titleColor: text, labelFontSize: 12 },
      legend: { labelColor: text, labelFontSize: 12 },
      view: { stroke: null },
    },
  };
  return (facets.length > 1
    ? {
      ...base,
      facet: {
        column: { field: "facet", type: "nominal", title: null, sort: facets },
      },
      spec: unit,
    }
    : { ...base, ...unit }) as unknown as TopLevelSpec;
}

/** A domain for a log scale: the positive values, with a little room. */
function extentOf(values: readonly number[]): [number, number] {
  const positive = values.filter((value) => value > 0);
  if (positive.length === 0) return [0.1, 1];
  return [Math.min(...positive) / 1.15, Math.max(...positive) * 1.15];
}

/** Round numbers within a domain, fewer on wide ones. */
function ticksWithin([low, high]: [number, number]): number[] {
  const ratio = high / low;
  const steps = ratio > 1000
    ? [1]
    : ratio > 10
    ? [1, 2, 5]
    : [1, 1.5, 2, 3, 4, 5, 7];
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const powers = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  return powers.flatMap((power) => steps.map((step) => step * 10 ** power))
    .filter((tick) => tick >= low && tick <= high);
}
