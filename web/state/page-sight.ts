import { type ReadonlySignal, signal } from "@preact/signals";

/** Whether the page is looked at: false in a tab behind others. For the life of the page. */
export function openPageSight(page: Document): ReadonlySignal<boolean> {
  const visible = signal(page.visibilityState !== "hidden");
  page.addEventListener("visibilitychange", () => {
    visible.value = page.visibilityState !== "hidden";
  });
  return visible;
}
