import type { ComponentChildren } from "preact";

interface NoticeProps {
  readonly title: string;
  readonly children: ComponentChildren;
  readonly action?: { readonly label: string; readonly run: () => void };
}

/** What a panel says when it has nothing to show: the plain reason, and what to do about it. */
export function Notice({ title, children, action }: NoticeProps) {
  return (
    <div class="notice" role="status">
      <p class="notice-title">{title}</p>
      <p class="notice-text">{children}</p>
      {action !== undefined && (
        <button type="button" class="button" onClick={action.run}>
          {action.label}
        </button>
      )}
    </div>
  );
}
