import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename, dirname, join } from "node:path";
import { ROOT } from "./root.ts";

const require = createRequire(import.meta.url);
const folderOf = (packageName: string) => dirname(require.resolve(`${packageName}/package.json`));

/** The files that /docs and /redoc load, into `out` (served as /docs-assets): both readers and their starts. */
export async function copyDocsAssets(out: string): Promise<void> {
  const swagger = folderOf("swagger-ui-dist");
  const redoc = join(folderOf("redoc"), "bundles");
  const files = [
    join(swagger, "swagger-ui.css"),
    join(swagger, "swagger-ui-bundle.js"),
    join(redoc, "redoc.standalone.js.LICENSE.txt"),
    join(ROOT, "worker/docs-assets/docs.css"),
    join(ROOT, "worker/docs-assets/swagger-start.js"),
    join(ROOT, "worker/docs-assets/redoc-start.js"),
  ];
  await mkdir(out, { recursive: true });
  for (const file of files) await cp(file, join(out, basename(file)));
  const script = await readFile(join(redoc, "redoc.standalone.js"), "utf8");
  await writeFile(join(out, "redoc.standalone.js"), withoutCdn(script));
}

/** Redoc shows its maker's logo from a CDN, which the page's policy would block with an error each time. */
function withoutCdn(script: string): string {
  const local = script.replaceAll("https://cdn.redoc.ly/redoc/logo-mini.svg", "data:,");
  if (local === script) throw new Error("Redoc's logo is not where it was: see scripts/app/docs-assets.ts");
  return local;
}
