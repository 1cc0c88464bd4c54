import { type Finding, isMet } from "./finding.ts";

const COLUMNS = ["benchmark", "what", "wick", "floor", "ratio", "range", "target", ""] as const;

/** The findings as a table in Markdown, aligned for a terminal. */
export function tableOf(findings: readonly Finding[]): string {
  const rows = [COLUMNS.map(String), ...findings.map(rowOf)];
  const widths = COLUMNS.map((_, i) => Math.max(3, ...rows.map((row) => row[i]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

function rowOf(finding: Finding): string[] {
  const { benchmark, what, unit, subject, floor, floorName, ratio, ratios, target } = finding;
  const met = isMet(finding);
  const range =
    ratios.length < 2 ? "" : `${Math.min(...ratios).toFixed(2)}-${Math.max(...ratios).toFixed(2)}`;
  return [
    benchmark,
    what,
    `${short(subject)} ${unit}`,
    floor === null ? "" : `${short(floor)} ${unit} (${floorName})`,
    ratio === null ? "" : ratio.toFixed(2),
    range,
    target === null ? "" : `${target.op} ${target.value}${ratio === null ? ` ${unit}` : ""}`,
    met === undefined ? "" : met ? "met" : "MISSED",
  ];
}

function short(value: number): string {
  if (value >= 10_000) return `${(value / 1_000).toFixed(1)}k`;
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}
