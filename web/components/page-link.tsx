import type { ComponentChildren } from "preact";
import { useDesk } from "./desk-context.ts";

interface PageLinkProps {
  /** An address of this app. */
  readonly to: string;
  readonly class?: string;
  /** Name for a link that shows no words; also its tooltip. */
  readonly label?: string;
  readonly title?: string;
  readonly current?: boolean;
  readonly children: ComponentChildren;
}

/** A link to another page of the app: opened without loading anew, or by the browser where it is asked to. */
export function PageLink({ to, class: className, label, title = label, current, children }: PageLinkProps) {
  const desk = useDesk();
  return (
    <a
      href={to}
      class={className}
      title={title}
      aria-label={label}
      aria-current={current === true ? "page" : undefined}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
        event.preventDefault();
        desk.visit(to);
      }}
    >
      {children}
    </a>
  );
}
