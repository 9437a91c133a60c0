import assert from "node:assert/strict";
import { verifyPushToken } from "packages/upstream_push/push_token.ts";
import { createCallbackAddress } from "services/upstream-bridge/accounts/callback_address.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const REMOTE = "http://upstream.example.com:9952";
const LOCAL = "http://127.0.0.1:3000/sim/upstream";
const SUBJECT = { accountId: "01890a5d-ac96-774b-bcce-b302099a8057", generation: 3 };

const addressOf = (
  { callbackUrl, publicUrl = "http://localhost:3000", upstreamUrl = LOCAL, secret = SECRET }: {
    callbackUrl?: string;
    publicUrl?: string;
    upstreamUrl?: string;
    secret?: string | undefined;
  },
) => createCallbackAddress({ callbackUrl, publicUrl, upstreamUrl, secret });

Deno.test("the callback address is PUBLIC_URL or CALLBACK_URL, with a token that names account and generation", () => {
  const callbackUrl = "https://wecom.example.com/callback/wxwork";
  assert.equal(addressOf({})?.baseUrl, "http://localhost:3000/callback/wxwork");
  const address = addressOf({ callbackUrl, upstreamUrl: REMOTE })?.of(SUBJECT) ?? "";
  assert.ok(address.startsWith(`${callbackUrl}/`));
  assert.deepEqual(verifyPushToken(SECRET, address.slice(callbackUrl.length + 1)), SUBJECT);
});

Deno.test("there is no callback address where the upstream could not reach it, where it is off, or without a secret", () => {
  assert.equal(addressOf({ callbackUrl: "off" }), undefined);
  assert.equal(addressOf({ upstreamUrl: REMOTE }), undefined);
  assert.equal(addressOf({ publicUrl: "http://[::1]:3000", upstreamUrl: REMOTE }), undefined);
  const { baseUrl } = createCallbackAddress({
    ...{ callbackUrl: undefined, publicUrl: "https://wecom.example.com", upstreamUrl: REMOTE },
    secret: SECRET,
  })!;
  assert.equal(baseUrl, "https://wecom.example.com/callback/wxwork");
  assert.equal(
    createCallbackAddress({
      ...{ callbackUrl: undefined, publicUrl: "https://wecom.example.com", upstreamUrl: REMOTE },
      secret: undefined,
    }),
    undefined,
  );
});
