import { featureRow, WINDOW } from "../../../market/features/feature-row.ts";
import type { Kernel, Parameters, PriceBar, Value } from "../../../market/indicators/kernel.ts";
import { priceBarOf } from "../../../market/indicators/price-bar.ts";
import { INDICATORS } from "../../../market/indicators/registry.ts";
import { walkBars } from "../bar-walk.ts";
import { type Finding, findingOf, findingWithoutFloor } from "../finding.ts";
import { interleave } from "../interleave.ts";
import type { Scale } from "../scale.ts";
import { median } from "../statistics.ts";

const BARS = 50_000;
const ROWS = 2_000;
/** 61,600 rows, seven years of 1h, in half a minute. */
const ROW_LIMIT_US = 490;

/**
 * Nanoseconds a bar of each indicator, beside a bare loop over the same bars that keeps an average of their closes;
 * and microseconds a row of all features.
 */
export async function benchFeatures(scale: Scale): Promise<Finding[]> {
  const count = Math.max(10_000, Math.round(BARS * scale.work));
  const bars = [...walkBars("indicators", "1m", Date.UTC(2024, 0, 1), count)].map(priceBarOf);
  const floor = async () => nsABar(count, () => bareLoop(bars));
  const findings: Finding[] = [];
  for (const kernel of INDICATORS) {
    const subject = async () => nsABar(count, () => steps(kernel, bars));
    for (const warm of [subject, floor, subject, floor]) await warm();
    const about = {
      benchmark: "features",
      what: kernel.id,
      unit: "ns",
      floorName: "bare loop",
      target: null,
    };
    findings.push(findingOf(about, await interleave(scale.rounds, subject, floor)));
  }
  return [...findings, rowFinding(scale, bars)];
}

function rowFinding(scale: Scale, bars: readonly PriceBar[]): Finding {
  const rows = Math.round(ROWS * Math.max(0.2, scale.work));
  const round = () =>
    nsABar(rows, () => {
      for (let i = 0; i < rows; i++) featureRow(bars, WINDOW + i);
    }) / 1_000;
  round();
  const about = { benchmark: "features", what: "a row of all features, of 512 bars", unit: "us" };
  return findingWithoutFloor(
    { ...about, target: { op: "<=", value: ROW_LIMIT_US } },
    median(Array.from({ length: scale.rounds }, round)),
  );
}

function steps(kernel: Kernel<Parameters, object, Value>, bars: readonly PriceBar[]): Value | null {
  const state = kernel.init(kernel.defaults);
  let last: Value | null = null;
  for (const bar of bars) last = kernel.step(state, bar);
  return last;
}

function bareLoop(bars: readonly PriceBar[]): number {
  let average = bars[0]?.close ?? 0;
  for (const bar of bars) average += (bar.close - average) * 0.1;
  return average;
}

let sink: unknown;

function nsABar(count: number, work: () => unknown): number {
  const start = performance.now();
  // Kept, so that nothing is left out as unused.
  sink = work() ?? sink;
  return ((performance.now() - start) * 1_000_000) / count;
}
