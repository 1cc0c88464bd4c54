import type { Tone } from "../../state/feed-view.ts";

interface StateMarkProps {
  readonly tone: Tone;
  readonly children: string;
  readonly title?: string | undefined;
}

/** A state in a word, with a mark whose shape differs as well as its colour. */
export function StateMark({ tone, children, title }: StateMarkProps) {
  return (
    <span class={`state ${tone}`} title={title}>
      <i class="dot" aria-hidden="true" />
      {children}
    </span>
  );
}
