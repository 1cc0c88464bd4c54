import { barTexts } from "./exact-json.ts";

/**
 * What all subscribers of an app were told, together. An event with a number has one text, a final bar of a
 * revision has one text, whoever hears it, by whatever way and however late: what contradicts that is a violation.
 */
export class StreamTruth {
  readonly violations: string[] = [];
  readonly #events = new Map<string, string>();
  readonly #finals = new Map<string, string>();

  /** A log event was heard. */
  event(channel: string, seq: number, text: string): void {
    this.#agree(this.#events, `${channel} #${seq}`, text);
  }

  /** Final bars in a text of that channel, REST's answers included (`bars:SYM:TF` names them too). */
  bars(channel: string, text: string): void {
    for (const bar of barTexts(text)) {
      if (!bar.includes('"final":true')) continue;
      const [, openTime] = /"openTime":(\d+)/.exec(bar) ?? [];
      const [, revision] = /"revision":(\d+)/.exec(bar) ?? [];
      this.#agree(this.#finals, `${channel} ${openTime} revision ${revision}`, bar);
    }
  }

  violation(text: string): void {
    this.violations.push(text);
  }

  #agree(known: Map<string, string>, key: string, text: string): void {
    const before = known.get(key);
    if (before === undefined) known.set(key, text);
    else if (before !== text) this.violation(`${key} was told as ${before} and as ${text}`);
  }
}
