/** What is needed of a page's `document`. */
export interface PageTarget extends EventTarget {
  readonly visibilityState: string;
}

/**
 * Calls back when the page's network is back (`online`) and when the page can be seen again: its timers may have
 * been slowed down or stopped meanwhile. @returns how to stop that.
 */
export function onPageWake(window: EventTarget, page: PageTarget, wake: () => void): () => void {
  const seen = () => {
    if (page.visibilityState === "visible") wake();
  };
  window.addEventListener("online", wake);
  page.addEventListener("visibilitychange", seen);
  return () => {
    window.removeEventListener("online", wake);
    page.removeEventListener("visibilitychange", seen);
  };
}
