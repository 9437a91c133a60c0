import assert from "node:assert/strict";
import { isHistory } from "services/upstream-bridge/domain/pushes/is_history.ts";

const NOW = 1_760_000_000_000;
const ARRIVAL = { receivedAt: NOW, onlineSince: NOW - 3_600_000, lastServerId: "9007199254740993" };
const NEW = { isReplay: false, serverId: "9007199254740994", sentAt: NOW - 1_000 };

Deno.test("a new message is no history", () => {
  assert.equal(isHistory(NEW, ARRIVAL), false);
  assert.equal(isHistory(NEW, { ...ARRIVAL, lastServerId: null, onlineSince: null }), false);
  assert.equal(isHistory({ ...NEW, serverId: null, sentAt: null }, ARRIVAL), false);
});

Deno.test("marked messages, messages from before the login, and old messages behind the latest one are history", () => {
  assert.ok(isHistory({ ...NEW, isReplay: true }, ARRIVAL));
  assert.ok(isHistory({ ...NEW, sentAt: ARRIVAL.onlineSince - 121_000 }, ARRIVAL));
  assert.ok(isHistory({ ...NEW, sentAt: NOW - 121_000 }, { ...ARRIVAL, onlineSince: null }));
  assert.ok(isHistory({ ...NEW, serverId: "9007199254740993", sentAt: NOW - 61_000 }, ARRIVAL));
  assert.ok(isHistory({ ...NEW, serverId: "9007199254740992", sentAt: null }, ARRIVAL));
});

Deno.test("a message that was overtaken by a later one, or was sent just before the login, is new", () => {
  assert.equal(isHistory({ ...NEW, serverId: "9007199254740992" }, ARRIVAL), false);
  const loggedIn = { ...ARRIVAL, onlineSince: NOW };
  assert.equal(isHistory({ ...NEW, sentAt: NOW - 60_000 }, loggedIn), false);
});
