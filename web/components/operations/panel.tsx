import type { ComponentChildren } from "preact";
import type { Poll } from "../../state/poll.ts";
import { Notice } from "../notice.tsx";
import { Since } from "../since.tsx";

interface PanelProps<T> {
  readonly title: string;
  readonly poll: Poll<T>;
  /** Buttons beside the title. */
  readonly tools?: ComponentChildren;
  readonly children: (data: T) => ComponentChildren;
}

/** A part of the operations page: what was last answered, and honestly whether that is still so. */
export function Panel<T>({ title, poll, tools, children }: PanelProps<T>) {
  const data = poll.data.value;
  const error = poll.error.value;
  return (
    <section class="ops-panel" aria-label={title}>
      <div class="section-bar">
        <h2>{title}</h2>
        {data !== null && error !== null && poll.at.value !== null && (
          <span class="mark-tag revised" title={error.message}>
            not answering, last seen <Since at={poll.at.value} />
          </span>
        )}
        {tools !== undefined && <span class="tools">{tools}</span>}
      </div>
      {data !== null ? (
        children(data)
      ) : error === null ? (
        <div class="table-skeleton" aria-busy="true" />
      ) : (
        <Notice
          title={`${title} did not load`}
          action={{ label: "Try again", run: () => void poll.refresh() }}
        >
          {error.message}
        </Notice>
      )}
    </section>
  );
}

interface TableProps {
  readonly label: string;
  readonly heads: readonly string[];
  /** Heads of columns that hold numbers. */
  readonly right?: readonly string[];
  readonly children: ComponentChildren;
}

/** A table that scrolls inside its own box where the page is narrow. */
export function Table({ label, heads, right = [], children }: TableProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <section class="table-box" tabIndex={0} aria-label={label}>
      <table class="table num">
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head} scope="col" class={right.includes(head) ? "right" : undefined}>
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}
