import { readdir, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join, normalize } from "node:path";
import { ROOT } from "../../scripts/app/root.ts";

/** Serves the files of some folders of the project on loopback; a folder's path answers its files' names as JSON. */
export async function fileServer(
  folders: readonly string[],
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const server = createServer(async (request, response) => {
    const path = normalize(decodeURIComponent(request.url ?? "/")).slice(1);
    if (!folders.some((folder) => path === folder || path.startsWith(`${folder}/`))) {
      response.writeHead(404).end();
      return;
    }
    try {
      response.end(await readFile(join(ROOT, path)));
    } catch {
      const names = await readdir(join(ROOT, path)).catch(() => undefined);
      response.writeHead(names === undefined ? 404 : 200).end(JSON.stringify(names ?? null));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
