import { mkdir, writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { ROOT } from "../app/root.ts";
import { type Finding, isMet } from "./finding.ts";
import { FULL, QUICK, type Scale } from "./scale.ts";
import { benchAlerts } from "./suites/alerts.ts";
import { benchAnalysis } from "./suites/analysis.ts";
import { benchArima } from "./suites/arima.ts";
import { benchBackfill } from "./suites/backfill.ts";
import { benchBacktest } from "./suites/backtest.ts";
import { benchCold } from "./suites/cold.ts";
import { benchCrowd } from "./suites/crowd.ts";
import { benchFanOut } from "./suites/fanout.ts";
import { benchFeatures } from "./suites/features.ts";
import { benchForecasts } from "./suites/forecasts.ts";
import { benchHeap } from "./suites/heap.ts";
import { benchHistory } from "./suites/history.ts";
import { benchHub } from "./suites/hub.ts";
import { benchIndicators } from "./suites/indicators.ts";
import { benchLatency } from "./suites/latency.ts";
import { benchOnnx } from "./suites/onnx.ts";
import { benchPatterns } from "./suites/patterns.ts";
import { benchRest } from "./suites/rest.ts";
import { tableOf } from "./table.ts";

const SUITES: Readonly<Record<string, (scale: Scale) => Promise<Finding[]>>> = {
  hub: benchHub,
  analysis: benchAnalysis,
  fanout: benchFanOut,
  crowd: benchCrowd,
  latency: benchLatency,
  rest: benchRest,
  history: benchHistory,
  heap: benchHeap,
  cold: benchCold,
  backfill: benchBackfill,
  features: benchFeatures,
  backtest: benchBacktest,
  patterns: benchPatterns,
  alerts: benchAlerts,
  indicators: benchIndicators,
  arima: benchArima,
  onnx: benchOnnx,
  forecasts: benchForecasts,
};

/** `npm run bench -- [names] [--quick]`: see docs/benchmarks.md. */
async function main(args: readonly string[]): Promise<void> {
  const scale = args.includes("--quick") ? QUICK : FULL;
  const named = args.filter((arg) => !arg.startsWith("--"));
  const unknown = named.filter((name) => !Object.hasOwn(SUITES, name));
  if (unknown.length > 0) {
    throw new Error(`no benchmark ${unknown.join(", ")}; there are ${Object.keys(SUITES).join(", ")}`);
  }
  const findings: Finding[] = [];
  for (const [name, run] of Object.entries(SUITES)) {
    if (named.length > 0 && !named.includes(name)) continue;
    const start = Date.now();
    const found = await run(scale);
    console.error(`${name}: ${((Date.now() - start) / 1_000).toFixed(0)} s`);
    findings.push(...found);
  }
  console.log(tableOf(findings));
  const file = join(ROOT, "dist/bench.json");
  await mkdir(join(ROOT, "dist"), { recursive: true });
  const machine = { cpu: cpus()[0]?.model ?? "unknown", cores: cpus().length, node: process.version };
  const report = { at: new Date().toISOString(), quick: scale === QUICK, machine, findings };
  await writeFile(file, `${JSON.stringify(report, null, 2)}\n`);
  console.log(`\nAlso in ${file}`);
  if (scale === FULL && findings.some((finding) => isMet(finding) === false)) process.exitCode = 1;
}

main(process.argv.slice(2)).then(
  () => process.exit(),
  (error: unknown) => {
    console.error(error);
    process.exit(1);
  },
);
