import assert from "node:assert/strict";
import {
  createLocalJWKSet,
  createRemoteJWKSet,
  customFetch,
  exportJWK,
  type FetchImplementation,
  generateKeyPair,
  type JWTVerifyGetKey,
  SignJWT,
} from "jose";
import { AppError } from "packages/platform/errors.ts";
import { sha256Hex } from "packages/platform/encoding.ts";
import { ACCESS_COOKIE, createAuthenticator, type Need } from "packages/platform/http/access.ts";
import { createCookies } from "packages/platform/http/cookies.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";

const ISSUER = "https://wecom.example.com";
const JWKS_URL = new URL("https://wecom.example.com/.well-known/jwks.json");
const MACHINE_TOKEN = "c5m0kT9fLx2rQe8vBz1nWd7hYj4sGa6pUo3iEtRqXwM";
const clock = createFakeClock();
const ours = await generateKeyPair("ES256");
const second = await generateKeyPair("ES256");
const strangers = await generateKeyPair("ES256");
const publicKeys = [
  { ...await exportJWK(ours.publicKey), kid: "ours", alg: "ES256", use: "sig" },
  { ...await exportJWK(second.publicKey), kid: "second", alg: "ES256", use: "sig" },
];
const keys = createLocalJWKSet({ keys: publicKeys });

interface TokenParts {
  readonly claims?: Record<string, unknown>;
  readonly header?: Record<string, unknown>;
  readonly key?: CryptoKey;
  readonly issuer?: string;
  readonly audience?: string;
  readonly expiresInSeconds?: number;
}

function issue(parts: TokenParts = {}): Promise<string> {
  const now = Math.floor(clock.now() / 1000);
  return new SignJWT({ name: "张三", roles: ["staff"], sid: "s1", ...parts.claims })
    .setProtectedHeader({ alg: "ES256", kid: "ours", ...parts.header })
    .setIssuer(parts.issuer ?? ISSUER)
    .setAudience(parts.audience ?? "wecom-stack")
    .setSubject("ww0123456789abcdef/zhangsan")
    .setExpirationTime(now + (parts.expiresInSeconds ?? 600))
    .sign(parts.key ?? ours.privateKey);
}

function authenticator(source: JWTVerifyGetKey = keys) {
  const cookies = createCookies({ secure: true });
  return createAuthenticator({
    keys: source,
    issuer: ISSUER,
    cookies,
    now: () => clock.now(),
    machines: [
      { name: "crm", sha256: sha256Hex(MACHINE_TOKEN), scopes: ["ai.suggest", "message.send"] },
      { name: "bridge", sha256: sha256Hex("another"), scopes: ["bridge.read"] },
    ],
  });
}

const bearing = (token: string) =>
  new Request(ISSUER, { headers: { authorization: `Bearer ${token}` } });

async function refusal(request: Request, source?: JWTVerifyGetKey): Promise<AppError> {
  const error = await authenticator(source).require(request, { role: "staff" }).catch((error) =>
    error
  );
  assert.ok(error instanceof AppError, String(error));
  return error;
}

Deno.test("a valid access token identifies the caller, as Bearer or as cookie", async () => {
  const token = await issue({ claims: { roles: ["staff", "operator", "emperor"] } });
  const cookie = `__Host-${ACCESS_COOKIE}=${token}`;
  for (const request of [bearing(token), new Request(ISSUER, { headers: { cookie } })]) {
    const person = {
      subject: "ww0123456789abcdef/zhangsan",
      name: "张三",
      roles: ["staff", "operator"],
      sessionId: "s1",
    };
    assert.deepEqual(await authenticator().require(request, { role: "operator" }), person);
    assert.deepEqual(await authenticator().identify(request), person);
  }
});

Deno.test("a call without a token is 401, without the role 403", async () => {
  assert.equal((await refusal(new Request(ISSUER))).code, "access_token_missing");
  assert.equal(await authenticator().identify(new Request(ISSUER)), undefined);
  const request = bearing(await issue());
  const error = await authenticator().require(request, { role: "operator" }).catch((error) =>
    error
  );
  assert.equal(error.code, "access_role_required");
});

Deno.test("every kind of invalid token is 401", async () => {
  const valid = await issue();
  const [header = "", claims = "", signature = ""] = valid.split(".");
  const invalid: Record<string, string> = {
    garbage: "garbage",
    "three dots": "a.b.c",
    "no signature": `${header}.${claims}.`,
    "another signature": `${header}.${claims}.${signature.split("").reverse().join("")}`,
    "alg none": `${btoa('{"alg":"none"}').replace(/=+$/, "")}.${claims}.`,
    expired: await issue({ expiresInSeconds: 0 }),
    "another issuer": await issue({ issuer: "https://evil.example" }),
    "another audience": await issue({ audience: "another" }),
    "a stranger's key": await issue({ key: strangers.privateKey }),
    "an unknown key": await issue({ header: { kid: "unknown" } }),
    "no key id, although there are several keys": await issue({ header: { kid: undefined } }),
    "an extension we do not know": [
      btoa('{"alg":"ES256","kid":"ours","crit":["x"],"x":1}').replace(/=+$/, ""),
      claims,
      signature,
    ].join("."),
    "no session": await issue({ claims: { sid: undefined } }),
    "roles that are not a list": await issue({ claims: { roles: "operator" } }),
  };
  for (const [what, token] of Object.entries(invalid)) {
    assert.equal((await refusal(bearing(token))).code, "access_token_invalid", what);
    assert.equal(await authenticator().identify(bearing(token)), undefined, what);
  }
});

Deno.test("a token is valid until the second in which it expires, by the injected clock", async () => {
  const token = await issue();
  clock.advance(599_000);
  assert.ok(await authenticator().identify(bearing(token)));
  clock.advance(1_000);
  assert.equal(await authenticator().identify(bearing(token)), undefined);
});

Deno.test("keys that cannot be fetched cause 503, not an invalid token", async () => {
  const token = await issue();
  const failing: Record<string, FetchImplementation> = {
    unreachable: () => Promise.reject(new TypeError("error sending request")),
    "not 200": () => Promise.resolve(new Response("busy", { status: 500 })),
    "not JSON": () => Promise.resolve(new Response("<html>")),
    "no key set": () => Promise.resolve(Response.json({ hello: "world" })),
  };
  for (const [what, fetch] of Object.entries(failing)) {
    const remote = createRemoteJWKSet(JWKS_URL, { [customFetch]: fetch });
    const error = await refusal(bearing(token), remote);
    assert.equal(error.code, "service_unavailable", what);
    assert.equal(error.definition.status, 503);
    assert.equal(error.options.retryAfterSeconds, 2);
    await assert.rejects(authenticator(remote).identify(bearing(token)), AppError);
  }
});

Deno.test("keys are fetched again when their server is available again", async () => {
  let isUp = false;
  const remote = createRemoteJWKSet(JWKS_URL, {
    [customFetch]: () =>
      isUp ? Promise.resolve(Response.json({ keys: publicKeys })) : Promise.reject(new TypeError()),
  });
  const token = await issue();
  assert.equal((await refusal(bearing(token), remote)).code, "service_unavailable");
  isUp = true;
  assert.equal((await authenticator(remote).identify(bearing(token)))?.name, "张三");
});

Deno.test("a machine may call where its scope is accepted, with any role of the route, and only as Bearer", async () => {
  const crm = {
    subject: "machine/crm",
    name: "crm",
    roles: [],
    scopes: ["ai.suggest", "message.send"],
  };
  for (const role of ["staff", "operator"] as const) {
    const need = { role, scope: "ai.suggest" } as const;
    assert.deepEqual(await authenticator().require(bearing(MACHINE_TOKEN), need), crm);
  }
  const cookie = `__Host-${ACCESS_COOKIE}=${MACHINE_TOKEN}`;
  const need = { role: "staff", scope: "ai.suggest" } as const;
  await assert.rejects(
    authenticator().require(new Request(ISSUER, { headers: { cookie } }), need),
    /access_token_invalid/,
  );
  assert.equal(await authenticator().identify(bearing(MACHINE_TOKEN)), undefined);
});

Deno.test("a machine without the scope is 403 with the name of the scope; an unknown token is 401", async () => {
  const ask = (token: string, need: Need) =>
    authenticator().require(bearing(token), need).catch((error) => error);
  const lacking = await ask(MACHINE_TOKEN, { role: "staff", scope: "bridge.read" });
  assert.equal(lacking.code, "access_scope_required");
  assert.match(lacking.options.detail, /machine\/crm.*bridge\.read/);
  assert.equal((await ask(MACHINE_TOKEN, { role: "staff" })).code, "access_scope_required");
  for (const wrong of [MACHINE_TOKEN.slice(0, -1), `${MACHINE_TOKEN}x`, sha256Hex(MACHINE_TOKEN)]) {
    const error = await ask(wrong, { role: "staff", scope: "ai.suggest" });
    assert.equal(error.code, "access_token_invalid");
  }
});

Deno.test("the age of a token is read without verifying the token", async () => {
  const old = await issue({ key: strangers.privateKey });
  assert.ok(!authenticator().wasIssuedJustNow(bearing(old)), "it has no iat");
  assert.ok(!authenticator().wasIssuedJustNow(bearing("garbage")));
  assert.ok(!authenticator().wasIssuedJustNow(new Request(ISSUER)));
  const fresh = await issue({ claims: { iat: Math.floor(clock.now() / 1000) - 59 } });
  assert.ok(authenticator().wasIssuedJustNow(bearing(fresh)));
  clock.advance(2_000);
  assert.ok(!authenticator().wasIssuedJustNow(bearing(fresh)));
});
