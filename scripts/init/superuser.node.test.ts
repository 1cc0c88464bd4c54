import { expect, it } from "vitest";
import { addNamedKey, findApiKey } from "../../platform/d1/api-keys.ts";
import { openNodeD1 } from "../../tests/support/node-d1.ts";
import { superuserOf } from "./superuser.ts";

it("[INIT-20] the key of a password is always the same, and another one for another name", async () => {
  const env = { ADMIN_USERNAME: "ada", ADMIN_PASSWORD: "correct horse battery staple" };
  const first = await superuserOf(env);
  expect(await superuserOf(env)).toEqual(first);
  expect((await superuserOf({ ...env, ADMIN_USERNAME: "bob" })).key).not.toBe(first.key);
  expect(first).toMatchObject({ name: "ada", fromPassword: true });
});

it("[INIT-20] without a password the key is random; weak ones are refused", async () => {
  const random = await superuserOf({});
  expect(random).toMatchObject({ name: "admin", fromPassword: false });
  expect((await superuserOf({})).key).not.toBe(random.key);
  for (const ADMIN_PASSWORD of ["short", "fifteen letters", "aaaaaaaaaaaaaaaaaaaaaaaa"]) {
    await expect(superuserOf({ ADMIN_PASSWORD })).rejects.toThrow("too weak");
  }
  await expect(superuserOf({ ADMIN_USERNAME: "a'b" })).rejects.toThrow("ADMIN_USERNAME");
});

it("[INIT-21] a name has one key: the first stays, and opens the door", async () => {
  const { db } = openNodeD1();
  const [first, second] = [await superuserOf({}), await superuserOf({})];
  const add = ({ name, hash }: typeof first) => addNamedKey(db, { name, hash, scopes: ["admin"] }, 1);
  expect(await add(first)).toBe(true);
  expect(await add(second)).toBe(false);
  expect(await findApiKey(db, first.key)).toMatchObject({ name: "admin", scopes: ["admin"] });
  expect(await findApiKey(db, second.key)).toBeUndefined();
  await db.prepare("UPDATE api_keys SET revoked_at = 2").run();
  expect(await add(second)).toBe(true);
});
