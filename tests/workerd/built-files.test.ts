import { expect, it } from "vitest";
import { openWick } from "./wick.ts";

it("[REST-93] a built file is served as it is, one that is not there is no page", async () => {
  const wick = await openWick();
  const page = await (await wick.env.ASSETS.fetch("https://wick.test/")).text();
  const script = /src="(\/assets\/[^"]+\.js)"/.exec(page)?.[1] ?? "";

  const file = await wick.fetch(script);
  expect([file.status, file.headers.get("content-type")]).toEqual([200, "text/javascript; charset=utf-8"]);
  expect(file.headers.get("cache-control")).toContain("immutable");
  expect(file.headers.get("content-security-policy")).toContain("script-src 'self'");
  expect((await file.text()).length).toBeGreaterThan(1_000);

  const gone = await wick.fetch("/assets/index-of-another-deploy.js");
  expect([gone.status, gone.headers.get("cache-control")]).toEqual([404, "no-store"]);
  expect(await gone.json()).toMatchObject({ code: "not_found" });
});
