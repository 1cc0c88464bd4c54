import { Component, type ComponentChildren, type ComponentType } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import { Notice } from "./notice.tsx";

type LazyPageProps<P> = P & { readonly load: () => Promise<ComponentType<P>> };

/** A page whose code comes when it is opened. It takes the focus, so that keys scroll it and readers read it. */
export function LazyPage<P extends object>({ load, ...rest }: LazyPageProps<P>) {
  const main = useRef<HTMLElement>(null);
  const [page, setPage] = useState<{ readonly Page: ComponentType<P> } | null>(null);
  const [failed, setFailed] = useState(false);
  useEffect(() => {
    main.current?.focus({ preventScroll: true });
    load().then(
      (Page) => setPage({ Page }),
      () => setFailed(true),
    );
  }, [load]);
  return (
    <main class="main page" id="main" tabIndex={-1} ref={main} aria-busy={page === null && !failed}>
      {failed && <Broken />}
      {page !== null && (
        <Boundary>
          <page.Page {...(rest as unknown as P)} />
        </Boundary>
      )}
    </main>
  );
}

/** Catches what a page throws while it is drawn: the server may be newer than the page. */
class Boundary extends Component<{ readonly children: ComponentChildren }, { readonly failed: boolean }> {
  override state = { failed: false };

  static override getDerivedStateFromError(): { failed: boolean } {
    return { failed: true };
  }

  override render() {
    return this.state.failed ? <Broken /> : this.props.children;
  }
}

function Broken() {
  return (
    <Notice title="This page did not load" action={{ label: "Reload", run: () => location.reload() }}>
      The network broke, or Wick was updated under the open page.
    </Notice>
  );
}
