import { cp, mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
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
    join(redoc, "redoc.standalone.js"),
    join(redoc, "redoc.standalone.js.LICENSE.txt"),
    join(ROOT, "worker/docs-assets/swagger-start.js"),
    join(ROOT, "worker/docs-assets/redoc-start.js"),
  ];
  await mkdir(out, { recursive: true });
  for (const file of files) await cp(file, join(out, file.slice(file.lastIndexOf("/") + 1)));
}
