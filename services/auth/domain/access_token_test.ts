import assert from "node:assert/strict";
import { createLocalJWKSet, decodeJwt, decodeProtectedHeader } from "jose";
import { createAuthenticator } from "packages/platform/http/access.ts";
import { createCookies } from "packages/platform/http/cookies.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createAccessTokenSigner } from "services/auth/domain/access_token.ts";
import {
  generateSigningKeys,
  importSigningKeys,
  parseKeySet,
} from "services/auth/domain/signing_keys.ts";

const ISSUER = "https://wecom.example.com";
const keys = await importSigningKeys(parseKeySet(await generateSigningKeys(systemRandomBytes)));
const subject = {
  subject: "ww0123456789abcdef/zhangsan",
  name: "张三",
  roles: ["staff", "operator"] as const,
};

Deno.test("a token contains subject, issuer, audience, times, name, roles and session id, and nothing else", async () => {
  const clock = createFakeClock();
  const token = await createAccessTokenSigner({ keys, issuer: ISSUER, clock }).sign(subject, "s1");
  assert.deepEqual(decodeProtectedHeader(token), {
    alg: "ES256",
    kid: keys.keyId,
    typ: "at+jwt",
  });
  const issuedAt = clock.now() / 1000;
  assert.deepEqual(decodeJwt(token), {
    iss: ISSUER,
    aud: "wecom-stack",
    sub: subject.subject,
    name: "张三",
    roles: ["staff", "operator"],
    sid: "s1",
    iat: issuedAt,
    exp: issuedAt + 600,
  });
});

Deno.test("a token is accepted with the published keys for ten minutes, then refused", async () => {
  const clock = createFakeClock();
  const token = await createAccessTokenSigner({ keys, issuer: ISSUER, clock }).sign(subject, "s1");
  const authenticator = createAuthenticator({
    keys: createLocalJWKSet({ keys: [...keys.publicKeys] }),
    issuer: ISSUER,
    cookies: createCookies({ secure: true }),
    now: () => clock.now(),
  });
  const request = new Request(ISSUER, { headers: { authorization: `Bearer ${token}` } });
  clock.advance(599_000);
  assert.equal((await authenticator.identify(request))?.sessionId, "s1");
  clock.advance(1_000);
  await assert.rejects(
    authenticator.require(request, { role: "operator" }),
    /access_token_invalid/,
  );
});
