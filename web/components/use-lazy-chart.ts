import type { RefObject } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";

/** A chart that lives in a box of the page and tells what is under the crosshair. */
interface Chart {
  onHover(listen: (time: number | null) => void): void;
  destroy(): void;
}

export interface LazyChart<C extends Chart> {
  readonly box: RefObject<HTMLDivElement | null>;
  /** Null until its code has come. */
  readonly chart: C | null;
  /** Its code did not come. */
  readonly failed: boolean;
}

/** Fetches a chart's code, makes it in `box`, and destroys it with the component. @param load must not change. */
export function useLazyChart<C extends Chart>(
  load: () => Promise<(box: HTMLElement) => C>,
  onHover: (time: number | null) => void,
): LazyChart<C> {
  const box = useRef<HTMLDivElement>(null);
  const hover = useRef(onHover);
  const [chart, setChart] = useState<C | null>(null);
  const [failed, setFailed] = useState(false);
  hover.current = onHover;

  useEffect(() => {
    let made: C | undefined;
    let gone = false;
    load().then(
      (create) => {
        if (gone || box.current === null) return;
        made = create(box.current);
        made.onHover((time) => hover.current(time));
        setChart(made);
      },
      () => setFailed(true),
    );
    return () => {
      gone = true;
      made?.destroy();
    };
  }, [load]);

  return { box, chart, failed };
}
