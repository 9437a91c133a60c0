import assert from "node:assert/strict";
import {
  decideRefresh,
  IDLE_SECONDS_LONG,
  IDLE_SECONDS_SHORT,
  type PresentedToken,
  refreshExpiry,
  SESSION_LIFETIME_MS,
  successorOf,
} from "services/auth/domain/refresh.ts";

const NOW = Date.UTC(2026, 0, 1);
const fresh: PresentedToken = {
  expiresAt: NOW + 1_000,
  replacedAt: undefined,
  sessionEndsAt: NOW + 2_000,
  sessionRevoked: false,
};

Deno.test("a token that is good is used up", () => {
  assert.equal(decideRefresh(fresh, NOW), "rotate");
  assert.equal(decideRefresh(fresh, NOW + 999), "rotate");
  assert.equal(decideRefresh(fresh, NOW + 1_000), "ended");
});

Deno.test("a second tab within 30 seconds gets the same again, later it is a theft", () => {
  const used = { ...fresh, replacedAt: NOW, expiresAt: NOW + 90_000, sessionEndsAt: NOW + 90_000 };
  assert.equal(decideRefresh(used, NOW), "repeat");
  assert.equal(decideRefresh(used, NOW + 30_000), "repeat");
  assert.equal(decideRefresh(used, NOW + 30_001), "reuse");
  assert.equal(decideRefresh({ ...used, expiresAt: NOW }, NOW + 30_001), "reuse");
});

Deno.test("nothing brings back a session that is revoked or over", () => {
  const used = { ...fresh, replacedAt: NOW };
  for (const token of [fresh, used]) {
    assert.equal(decideRefresh({ ...token, sessionRevoked: true }, NOW), "ended");
    assert.equal(decideRefresh(token, NOW + 2_000), "ended");
  }
});

Deno.test("the successor is a secret of 256 bits, the same for the same token and key only", () => {
  const key = new Uint8Array(32).fill(1);
  const successor = successorOf("token", key);
  assert.match(successor, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(successorOf("token", key), successor);
  assert.notEqual(successorOf("token2", key), successor);
  assert.notEqual(successorOf("token", new Uint8Array(32)), successor);
});

Deno.test("a token lasts as long as a session may lie idle, but never longer than the session", () => {
  const endsAt = NOW + SESSION_LIFETIME_MS;
  assert.equal(refreshExpiry(NOW, IDLE_SECONDS_LONG, endsAt), NOW + 30 * 86_400_000);
  assert.equal(refreshExpiry(NOW, IDLE_SECONDS_SHORT, endsAt), NOW + 86_400_000);
  assert.equal(refreshExpiry(endsAt - 5, IDLE_SECONDS_LONG, endsAt), endsAt);
});
