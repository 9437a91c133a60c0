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

Deno.test("a valid token is rotated until it expires", () => {
  assert.equal(decideRefresh(fresh, NOW), "rotate");
  assert.equal(decideRefresh(fresh, NOW + 999), "rotate");
  assert.equal(decideRefresh(fresh, NOW + 1_000), "ended");
});

Deno.test("a replaced token is repeated within 30 seconds, and counts as reuse later", () => {
  const used = { ...fresh, replacedAt: NOW, expiresAt: NOW + 90_000, sessionEndsAt: NOW + 90_000 };
  assert.equal(decideRefresh(used, NOW), "repeat");
  assert.equal(decideRefresh(used, NOW + 30_000), "repeat");
  assert.equal(decideRefresh(used, NOW + 30_001), "reuse");
  assert.equal(decideRefresh({ ...used, expiresAt: NOW }, NOW + 30_001), "reuse");
});

Deno.test("no token refreshes a session that is revoked or has ended", () => {
  const used = { ...fresh, replacedAt: NOW };
  for (const token of [fresh, used]) {
    assert.equal(decideRefresh({ ...token, sessionRevoked: true }, NOW), "ended");
    assert.equal(decideRefresh(token, NOW + 2_000), "ended");
  }
});

Deno.test("the successor has 256 bits and depends on token and key", () => {
  const key = new Uint8Array(32).fill(1);
  const successor = successorOf("token", key);
  assert.match(successor, /^[A-Za-z0-9_-]{43}$/);
  assert.equal(successorOf("token", key), successor);
  assert.notEqual(successorOf("token2", key), successor);
  assert.notEqual(successorOf("token", new Uint8Array(32)), successor);
});

Deno.test("a token expires after the idle time, but never later than the session", () => {
  const endsAt = NOW + SESSION_LIFETIME_MS;
  assert.equal(refreshExpiry(NOW, IDLE_SECONDS_LONG, endsAt), NOW + 30 * 86_400_000);
  assert.equal(refreshExpiry(NOW, IDLE_SECONDS_SHORT, endsAt), NOW + 86_400_000);
  assert.equal(refreshExpiry(endsAt - 5, IDLE_SECONDS_LONG, endsAt), endsAt);
});
