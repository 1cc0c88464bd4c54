import { createRoute, OpenAPIHono, z } from "@hono/zod-openapi";
import type { AppEnv } from "../app-env.ts";
import { PAGE_CSP } from "../middleware/security.ts";
import { CACHE_CONTROL, servePage, type Text } from "../respond.ts";
import { jsonOr } from "./responses.ts";

const openapi = createRoute({
  method: "get",
  path: "/openapi.json",
  tags: ["system"],
  summary: "This description of the API",
  responses: jsonOr(z.record(z.string(), z.unknown()), "An OpenAPI 3.1 document"),
});

const page = (path: "/docs" | "/redoc", summary: string) =>
  createRoute({
    method: "get",
    path,
    tags: ["system"],
    summary,
    responses: {
      200: { description: "A page", content: { "text/html": { schema: z.string() } } },
      default: jsonOr(z.unknown(), "").default,
    },
  });

/** An isolate's code, and so its document, does not change while it lives. */
const LONG = { freshMs: 86_400_000, staleMs: 0 };

/** The document and its two readers. Their scripts are files under /docs-assets: no inline script, no CDN. */
export const docsRoutes = (document: () => unknown) => {
  let written: string | undefined;
  // Writing it costs tens of milliseconds, which no query string may make us pay again.
  const text = () => {
    written ??= JSON.stringify(document());
    return written;
  };
  return new OpenAPIHono<AppEnv>()
    .openapi(openapi, async (c) => servePage<Record<string, unknown>>(c, async () => stable(text())))
    .openapi(page("/docs", "The API in Swagger UI"), (c) =>
      c.html(
        html({
          title: "Wick API",
          styles: ["/docs-assets/swagger-ui.css", "/docs-assets/docs.css"],
          scripts: ["/docs-assets/swagger-ui-bundle.js", "/docs-assets/swagger-start.js"],
          body: '<div id="docs"></div>',
        }),
        200,
        PAGE_HEADERS,
      ),
    )
    .openapi(page("/redoc", "The API in Redoc"), (c) =>
      c.html(
        html({
          title: "Wick API",
          styles: ["/docs-assets/docs.css"],
          scripts: ["/docs-assets/redoc.standalone.js", "/docs-assets/redoc-start.js"],
          body: '<div id="docs"></div>',
        }),
        200,
        PAGE_HEADERS,
      ),
    );
};

const PAGE_HEADERS = { "content-security-policy": PAGE_CSP, "cache-control": CACHE_CONTROL.stable };

function stable(text: string): Text {
  return { text, cacheControl: CACHE_CONTROL.stable, policy: LONG };
}

function html(page: {
  readonly title: string;
  readonly styles: readonly string[];
  readonly scripts: readonly string[];
  readonly body: string;
}): string {
  const styles = page.styles.map((href) => `<link rel="stylesheet" href="${href}">`);
  const scripts = page.scripts.map((src) => `<script src="${src}" defer></script>`);
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8">` +
    `<meta name="viewport" content="width=device-width, initial-scale=1"><title>${page.title}</title>` +
    `<link rel="icon" href="data:,">${styles.join("")}${scripts.join("")}</head><body>${page.body}</body></html>`
  );
}
