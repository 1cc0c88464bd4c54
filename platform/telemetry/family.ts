import type { MetricFamily, MetricSample } from "./exposition.ts";

export function counter(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: "counter", samples };
}

export function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, help, type: "gauge", samples };
}

/** @param suffix of a histogram's parts. */
export function sample(
  labels: Readonly<Record<string, string>>,
  value: number,
  suffix?: string,
): MetricSample {
  return suffix === undefined ? { labels, value } : { labels, value, suffix };
}
