import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { createClient } from "../../api/client.ts";
import { createOperationsApi } from "../../api/operations-api.ts";
import { refusalText } from "../../state/admin-actions.ts";
import type { AdminKey } from "../../state/admin-key.ts";

interface KeyDialogProps {
  readonly open: boolean;
  readonly adminKey: AdminKey;
  readonly onClose: () => void;
}

/** Asks for the admin key, tries it, and keeps it for this tab when the server accepts it. */
export function KeyDialog({ open, adminKey, onClose }: KeyDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const input = useRef<HTMLInputElement>(null);
  const trying = useSignal(false);
  const refusal = useSignal("");
  useEffect(() => {
    if (!open) return dialog.current?.close();
    refusal.value = "";
    dialog.current?.showModal();
  }, [open, refusal]);

  const submit = async () => {
    const secret = input.current?.value.trim() ?? "";
    if (secret === "" || trying.value) return;
    trying.value = true;
    refusal.value = "";
    try {
      await createOperationsApi(createClient({ key: () => secret })).database();
      adminKey.keep(secret);
      if (input.current !== null) input.current.value = "";
      onClose();
    } catch (error) {
      refusal.value = refusalText(error);
    } finally {
      trying.value = false;
    }
  };

  return (
    <dialog ref={dialog} class="help" aria-labelledby="key-title" onClose={onClose}>
      <form
        class="help-body"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
        }}
      >
        <h2 id="key-title">Admin key</h2>
        <p class="faint">
          <code>npm start</code> prints it once; <code>npm run key</code> makes one for a deployed app. It
          stays in this tab and is forgotten with it.
        </p>
        <label class="field wide">
          Key
          <input
            ref={input}
            type="password"
            autocomplete="off"
            spellcheck={false}
            required
            placeholder="wick_…"
          />
        </label>
        <p class="refusal" role="alert">
          {refusal}
        </p>
        <div class="dialog-buttons">
          <button type="button" class="button" onClick={onClose}>
            Cancel
          </button>
          <button type="submit" class="button primary" aria-disabled={trying.value}>
            {trying.value ? "Trying…" : "Use this key"}
          </button>
        </div>
      </form>
    </dialog>
  );
}
