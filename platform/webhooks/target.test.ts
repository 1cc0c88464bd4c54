import { expect, it } from "vitest";
import { parseVariables } from "../config.ts";
import { refuseTarget } from "./target.ts";

it.each([
  "https://strategy.example.com/hook",
  "https://8.8.8.8/",
  "https://172.32.0.1:8443/x",
  "https://[2606:4700::1111]/",
])("[FC-125] %s may be sent to in production", (url) => {
  expect(refuseTarget(url, true)).toBeNull();
});

it.each([
  "http://strategy.example.com/",
  "https://user:secret@example.com/",
  "https://user@example.com/",
  "ftp://example.com/",
  "file:///etc/passwd",
  "not a url",
  "https://localhost/",
  "https://LOCALHOST./",
  "https://api.localhost/",
  "https://intranet/",
  "https://db.internal/",
  "https://printer.local/",
  "https://127.0.0.1/",
  "https://127.1/",
  "https://0x7f000001/",
  "https://2130706433/",
  "https://017700000001/",
  "https://127.0.0.1./",
  "https://①②⑦.⓪.⓪.①/",
  "https://0.0.0.0/",
  "https://10.1.2.3/",
  "https://172.16.0.1/",
  "https://172.31.255.255/",
  "https://192.168.1.1/",
  "https://169.254.169.254/latest/meta-data/",
  "https://100.64.0.1/",
  "https://198.18.0.1/",
  "https://224.0.0.1/",
  "https://255.255.255.255/",
  "https://[::1]/",
  "https://[::]/",
  "https://[::ffff:127.0.0.1]/",
  "https://[::ffff:10.0.0.1]/",
  "https://[64:ff9b::7f00:1]/",
  "https://[fe80::1]/",
  "https://[fd00::1]/",
  "https://[ff02::1]/",
  "https://[2001:db8::1]/",
  "https://[2001:0:1::1]/",
  "https://[2002:7f00:1::]/",
  "https://[3fff::1]/",
])("[FC-125] %s is refused in production", (url) => {
  expect(refuseTarget(url, true)).not.toBeNull();
});

it("[FC-125] elsewhere loopback and http are taken, and what is no http URL is not", () => {
  expect(refuseTarget("http://127.0.0.1:8080/hook", false)).toBeNull();
  for (const url of ["ftp://example.com/", "http://a:b@example.com/", "127.0.0.1"]) {
    expect(refuseTarget(url, false)).not.toBeNull();
  }
});

it("[FC-125] the app does not start with an address it may not send to, or without a secret", () => {
  const secret = "long enough a secret";
  const open = (url: string, more: object) => () => parseVariables({ STRATEGY_WEBHOOK_URL: url, ...more });
  expect(open("https://example.com/", { STRATEGY_WEBHOOK_SECRET: secret })).not.toThrow();
  expect(open("http://127.0.0.1/", { STRATEGY_WEBHOOK_SECRET: secret })).toThrow("STRATEGY_WEBHOOK_URL");
  expect(open("https://example.com/", {})).toThrow("STRATEGY_WEBHOOK_SECRET");
  expect(open("https://example.com/", { STRATEGY_WEBHOOK_SECRET: "short" })).toThrow(
    "STRATEGY_WEBHOOK_SECRET",
  );
});
