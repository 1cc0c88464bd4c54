import preact from "@preact/preset-vite";
import { defineConfig } from "vite";

/** Where `npm start` and `wrangler dev` listen; `vite` alone serves the page and asks there for data. */
const APP = process.env.WICK_URL ?? "http://127.0.0.1:8787";

/** The page, built to dist/web: no inline script and no data URLs, so that the strict CSP holds. */
export default defineConfig({
  root: "web",
  plugins: [preact({ devToolsEnabled: false, prefreshEnabled: false })],
  build: {
    outDir: "../dist/web",
    emptyOutDir: true,
    target: "es2023",
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: {
    proxy: Object.fromEntries(
      ["/api", "/analysis", "/health", "/metrics", "/openapi.json", "/docs", "/redoc"].map((path) => [
        path,
        { target: APP, ws: true },
      ]),
    ),
  },
});
