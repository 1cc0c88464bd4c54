import { useOperations } from "./operations-context.ts";

/** How the last action ended, over the page. The element is always there: a reader hears what it is filled with. */
export function OutcomeBar() {
  const { actions } = useOperations();
  const outcome = actions.outcome.value;
  return (
    <p class={`outcome${outcome === null ? " none" : outcome.ok ? " good" : " bad"}`} role="status">
      {outcome !== null && (
        <>
          <span>{outcome.text}</span>
          <button type="button" class="text-button" onClick={actions.dismiss}>
            Dismiss
          </button>
        </>
      )}
    </p>
  );
}
