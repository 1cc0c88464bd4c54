import { useDesk } from "./desk-context.ts";

/** Whether the prices of the open symbol are live, and how late. */
export function FeedPill() {
  const { feed } = useDesk();
  const { tone, label, detail } = feed.value;
  return (
    <span class={`pill feed ${tone}`} title={detail}>
      <i class="dot" aria-hidden="true" />
      <span class="num">{label}</span>
    </span>
  );
}
