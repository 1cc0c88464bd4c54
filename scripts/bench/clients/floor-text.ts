import type { KeyKind } from "./client-messages.ts";

/** The text of a real update with another key: what a floor is given to send. */
export function floorText(sample: string, kind: KeyKind, key: number): string {
  if (kind === "trade") return sample.replace(/"trades":\[\[\d+/, `"trades":[[${key}`);
  return sample
    .replace(/"lastId":\d+/, `"lastId":${Math.floor(key / 2)}`)
    .replace(/"final":(?:true|false)/, `"final":${key % 2 === 1}`);
}
