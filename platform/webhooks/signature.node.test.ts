import { describe, expect, it } from "vitest";
import { signatureOf } from "../../tests/support/webhook-receiver.ts";
import { isSigned, isTimely, signMessage } from "./signature.ts";

const MESSAGE = {
  id: "msg_p5jXN8AQM9LWM0D4loKWxJek",
  timestamp: 1_614_265_330,
  body: '{"test": 2432232314}',
};
const SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
/** That the libraries of Standard Webhooks are tested with. */
const SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

describe("signatures of webhooks", () => {
  it("[FC-123] are those of Standard Webhooks", async () => {
    expect(await signMessage(SECRET, MESSAGE)).toBe(SIGNATURE);
    const key = Buffer.from(SECRET.slice(6), "base64");
    expect(signatureOf(key, MESSAGE.id, String(MESSAGE.timestamp), MESSAGE.body)).toBe(SIGNATURE);
  });

  it("[FC-123] a secret without whsec_ is its own bytes", async () => {
    const plain = "a secret of plain words";
    expect(await signMessage(plain, MESSAGE)).toBe(
      signatureOf(plain, MESSAGE.id, String(MESSAGE.timestamp), MESSAGE.body),
    );
  });

  it("[FC-131] one right signature of several is enough; nothing else is", async () => {
    const verify = (header: string, message = MESSAGE, secret = SECRET) => isSigned(secret, message, header);
    expect(await verify(SIGNATURE)).toBe(true);
    expect(await verify(`v1,AAAA v1a,xyz ${SIGNATURE}`)).toBe(true);
    for (const wrong of [
      "",
      "v1,",
      SIGNATURE.slice(3),
      `v2,${SIGNATURE.slice(3)}`,
      "v1,%%%",
      `v1,${"A".repeat(43)}=`,
    ]) {
      expect(await verify(wrong), wrong).toBe(false);
    }
    expect(await verify(SIGNATURE, { ...MESSAGE, body: `${MESSAGE.body} ` })).toBe(false);
    expect(await verify(SIGNATURE, { ...MESSAGE, id: "msg_other" })).toBe(false);
    expect(await verify(SIGNATURE, { ...MESSAGE, timestamp: MESSAGE.timestamp + 1 })).toBe(false);
    expect(await verify(SIGNATURE, MESSAGE, "whsec_AAAA")).toBe(false);
  });

  it("[FC-131] messages are taken for five minutes, either way", () => {
    const now = 1_700_000_000_000;
    expect([-300, 0, 300].map((by) => isTimely(1_700_000_000 + by, now))).toEqual([true, true, true]);
    expect([-301, 301, Number.NaN].map((by) => isTimely(1_700_000_000 + by, now))).toEqual([
      false,
      false,
      false,
    ]);
  });
});
