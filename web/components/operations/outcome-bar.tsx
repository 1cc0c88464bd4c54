import { useOperations } from "./operations-context.ts";

/** How the last action ended. Always there, so that it is read out when it is filled, and nothing moves. */
export function OutcomeBar() {
  const { actions } = useOperations();
  const outcome = actions.outcome.value;
  return (
    <p class={`outcome${outcome === null ? "" : outcome.ok ? " good" : " bad"}`} role="status">
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
