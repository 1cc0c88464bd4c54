import { useOperations } from "./operations-context.ts";

interface AdminButtonProps {
  /** What it acts on; while an action on it is under way the button waits. */
  readonly thing: string;
  /** The button's word. */
  readonly label: string;
  /** The whole of what it does, for a reader who hears the button alone. */
  readonly name: string;
  /** Resolves with the sentence to show. */
  readonly run: () => Promise<string>;
}

const NEEDS_KEY = "Needs the admin key";

/** A button that changes something. Without the key it is there, says why it cannot, and leads to the dialog. */
export function AdminButton({ thing, label, name, run }: AdminButtonProps) {
  const { key, actions } = useOperations();
  const locked = key.value.value === null;
  const busy = actions.busy.value.has(thing);
  return (
    <button
      type="button"
      class="button small"
      // Not `disabled`: that would take it out of the reach of keys and readers, reason and all.
      aria-disabled={locked || busy}
      aria-label={locked ? `${name}. ${NEEDS_KEY}` : name}
      title={locked ? NEEDS_KEY : name}
      onClick={() => {
        if (!locked && !busy) actions.run(thing, run);
      }}
    >
      {busy ? "…" : label}
    </button>
  );
}
