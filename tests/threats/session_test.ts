import assert from "node:assert/strict";
import { createLocalJWKSet, exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT } from "jose";
import { assertProblem } from "tests/support/assert_answer.ts";
import { createBrowser, expectJson, type Granted, signIn } from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { generateSigningKeys } from "services/auth/domain/signing_keys.ts";

const OPERATOR_PATH = "/api/v1/audit";
const DAY_MS = 24 * 60 * 60 * 1000;
const CLAIMS = {
  sub: "ww0123456789abcdef/zhangsan",
  name: "Mallory",
  roles: ["staff", "operator"],
  sid: "s",
};

let stack: Stack;
Deno.test.beforeAll(async () => void (stack = await startStack()));
Deno.test.afterAll(() => stack.stop());

const browser = () => createBrowser(stack);

Deno.test("an old refresh token that is used late ends the whole session", async () => {
  const member = browser();
  await signIn(stack, member);
  const stolen = member.cookies.get("wecom_refresh")!;
  await expectJson<Granted>(await refresh(member));
  const successor = member.cookies.get("wecom_refresh")!;
  assert.notEqual(successor, stolen);
  stack.clock.advance(30_001);
  const thief = browser();
  thief.cookies.set("wecom_refresh", stolen);
  await assertProblem(await refresh(thief), 401, "session_refresh_invalid");
  await assertProblem(await refresh(member), 401, "session_refresh_invalid");
  const [row] = await stack.sql<{ revoked_because: string }[]>`
    select s.revoked_because from auth.sessions s join auth.refresh_tokens using (session_id)
    order by issued_at desc limit 1`;
  assert.equal(row!.revoked_because, "refresh_token_reused");
});

Deno.test("tabs that refresh within 30 seconds get the same successor", async () => {
  const member = browser();
  await signIn(stack, member);
  const token = member.cookies.get("wecom_refresh")!;
  const tabs = Array.from({ length: 20 }, () => {
    const tab = browser();
    tab.cookies.set("wecom_refresh", token);
    return tab;
  });
  await Promise.all(tabs.slice(1).map(async (tab) => expectJson<Granted>(await refresh(tab))));
  stack.clock.advance(30_000);
  await expectJson<Granted>(await refresh(tabs[0]!));
  const successors = new Set(tabs.map(({ cookies }) => cookies.get("wecom_refresh")));
  assert.equal(successors.size, 1);
  assert.ok(!successors.has(token));
});

Deno.test("guessed refresh tokens, and tokens of a signed-out session, are refused", async () => {
  const member = browser();
  await signIn(stack, member);
  const token = member.cookies.get("wecom_refresh")!;
  const altered = token.slice(0, -2) + (token.endsWith("AA") ? "BB" : "AA");
  for (const guess of [altered, "A".repeat(43)]) {
    const answer = await browser().postJson("/api/auth/refresh", { refresh_token: guess });
    await assertProblem(answer, 401, "session_refresh_invalid");
  }
  await (await member.postJson("/api/auth/logout", {})).body?.cancel();
  assert.equal(member.cookies.has("wecom_refresh"), false);
  const late = await browser().postJson("/api/auth/refresh", { refresh_token: token });
  await assertProblem(late, 401, "session_refresh_invalid");
});

Deno.test("a session ends after 30 idle days, and after 90 days in any case", async () => {
  const [idle, busy] = [browser(), browser()];
  await signIn(stack, idle);
  await signIn(stack, busy);
  for (let days = 20; days < 90; days += 20) {
    stack.clock.advance(20 * DAY_MS);
    await expectJson<Granted>(await refresh(busy));
    if (days === 40) await assertProblem(await refresh(idle), 401, "session_refresh_invalid");
  }
  stack.clock.advance(10 * DAY_MS);
  await assertProblem(await refresh(busy), 401, "session_refresh_invalid");
});

Deno.test("the database stores refresh tokens only as hashes", async () => {
  const member = browser();
  await signIn(stack, member);
  const token = member.cookies.get("wecom_refresh")!;
  const rows = await stack.sql`select r::text || s::text as all_columns
    from auth.refresh_tokens r join auth.sessions s using (session_id)`;
  assert.ok(rows.length > 0);
  assert.ok(rows.every(({ all_columns }) => !all_columns.includes(token)));
});

Deno.test("an access token is valid for ten minutes", async () => {
  const { access_token } = await signIn(stack, browser());
  stack.clock.advance(599_000);
  assert.equal(await askWith(access_token), 200);
  stack.clock.advance(1_000);
  assert.equal(await askWith(access_token), 401);
});

Deno.test("forged access tokens are refused: no signature, another key, wrong audience or issuer, altered", async () => {
  const { keys: [own] } = JSON.parse(stack.signingKeys);
  const ours = await importJWK(own, "ES256");
  const { privateKey: theirs } = await generateKeyPair("ES256", { extractable: true });
  const published = await expectJson<{ keys: Record<string, string>[] }>(
    await browser().fetch("/.well-known/jwks.json"),
  );
  const publicBytes = new TextEncoder().encode(JSON.stringify(published.keys[0]));
  const good = await sign(ours, {});
  assert.equal(await askWith(good), 200, "the test can sign valid tokens");
  const [header, payload, signature] = good.split(".") as [string, string, string];
  const part = (value: unknown) =>
    btoa(JSON.stringify(value)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
  const forged: Record<string, string> = {
    "alg none": `${part({ alg: "none", kid: own.kid })}.${payload}.`,
    "alg none with a signature": `${part({ alg: "none", kid: own.kid })}.${payload}.${signature}`,
    "another key": await sign(theirs, { kid: "other" }),
    "another key under our id": await sign(theirs, {}),
    "another key, in the header": await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "ES256", jwk: await exportJWK(theirs), kid: own.kid })
      .setIssuer(stack.publicUrl).setAudience("wecom-stack").setExpirationTime(seconds() + 60)
      .sign(theirs),
    "HMAC with the public key": await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "HS256", kid: own.kid })
      .setIssuer(stack.publicUrl).setAudience("wecom-stack").setExpirationTime(seconds() + 60)
      .sign(publicBytes),
    "wrong audience": await sign(ours, { audience: "another-system" }),
    "wrong issuer": await sign(ours, { issuer: "https://evil.example" }),
    "expired": await sign(ours, { expiresAt: seconds() - 1 }),
    "altered claims": `${header}.${part({ ...CLAIMS, roles: ["operator"] })}.${signature}`,
    "altered signature": `${header}.${payload}.${signature.slice(0, -4)}AAAA`,
    "an unknown critical header": await new SignJWT(CLAIMS)
      .setProtectedHeader({ alg: "ES256", kid: own.kid, crit: ["x"], x: 1 })
      .setIssuer(stack.publicUrl).setAudience("wecom-stack").setExpirationTime(seconds() + 60)
      .sign(ours, { crit: { x: false } }),
    "no claims": `${header}.${part({})}.${signature}`,
    "not a token": "a.b.c",
    "empty parts": "..",
  };
  for (const [what, token] of Object.entries(forged)) {
    assert.equal(await askWith(token), 401, what);
    const asCookie = { headers: { cookie: `wecom_access=${token}` } };
    await assertProblem(
      await browser().fetch(OPERATOR_PATH, asCookie),
      401,
      "access_token_invalid",
    );
  }
});

Deno.test("key rotation: the new key signs, the old key still verifies, and tokens of a removed key are refused", async () => {
  const before = JSON.parse(await generateSigningKeys(systemRandomBytes)).keys[0];
  const after = JSON.parse(await generateSigningKeys(systemRandomBytes)).keys[0];
  const rotated = await startStack({ signingKeys: JSON.stringify({ keys: [after, before] }) });
  try {
    const member = createBrowser(rotated);
    const { access_token } = await signIn(rotated, member);
    const jwks = await expectJson<{ keys: { kid: string }[] }>(
      await member.fetch("/.well-known/jwks.json"),
    );
    assert.deepEqual(jwks.keys.map(({ kid }) => kid), [after.kid, before.kid]);
    assert.doesNotMatch(JSON.stringify(jwks), /"d"/, "only public parts");
    const { protectedHeader } = await jwtVerify(
      access_token,
      createLocalJWKSet(jwks as Parameters<typeof createLocalJWKSet>[0]),
      { currentDate: new Date(rotated.clock.now()) },
    );
    assert.equal(protectedHeader.kid, after.kid);
    const older = await sign(await importJWK(before, "ES256"), {
      kid: before.kid,
      issuer: rotated.publicUrl,
    });
    assert.equal(await askWith(older, rotated), 200);
    const withoutKid = await sign(await importJWK(before, "ES256"), {
      kid: null,
      issuer: rotated.publicUrl,
    });
    assert.equal(await askWith(withoutKid, rotated), 401, "a token must name its key");
    const removed = { ...before, kid: randomHex(systemRandomBytes, 8) };
    const removedKeyToken = await sign(await importJWK(removed, "ES256"), {
      kid: removed.kid,
      issuer: rotated.publicUrl,
    });
    assert.equal(await askWith(removedKeyToken, rotated), 401);
  } finally {
    await rotated.stop();
  }
});

const seconds = () => Math.floor(stack.clock.now() / 1000);

function refresh(member: ReturnType<typeof browser>): Promise<Response> {
  return member.postJson("/api/auth/refresh", {});
}

/** A valid token, except for `changes`. */
async function sign(
  key: Awaited<ReturnType<typeof importJWK>>,
  changes: { kid?: string | null; audience?: string; issuer?: string; expiresAt?: number },
): Promise<string> {
  const kid = changes.kid === undefined ? JSON.parse(stack.signingKeys).keys[0].kid : changes.kid;
  return await new SignJWT(CLAIMS)
    .setProtectedHeader({ alg: "ES256", ...kid === null ? {} : { kid } })
    .setIssuer(changes.issuer ?? stack.publicUrl)
    .setAudience(changes.audience ?? "wecom-stack")
    .setExpirationTime(changes.expiresAt ?? seconds() + 60)
    .sign(key);
}

/** The status of a route that checks only the access token. */
async function askWith(token: string, where: Stack = stack): Promise<number> {
  const response = await createBrowser(where).fetch(OPERATOR_PATH, {
    headers: { authorization: `Bearer ${token}` },
  });
  await response.body?.cancel();
  return response.status;
}
