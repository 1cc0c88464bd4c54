import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { PAGE_CSP } from "../worker/middleware/security.ts";

const headers = readFileSync(new URL("./public/_headers", import.meta.url), "utf8");
const html = readFileSync(new URL("./index.html", import.meta.url), "utf8");

describe("the page's policy", () => {
  it("is the one that the Worker gives its own pages", () => {
    expect(headers).toContain(`Content-Security-Policy: ${PAGE_CSP}\n`);
  });

  it("can be strict: no script, handler or foreign address stands in the page", () => {
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html).not.toMatch(/\son\w+=/);
    expect(html).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
  });
});
