import assert from "node:assert/strict";
import { storableText } from "packages/platform/storable_text.ts";
import { readEnvelope } from "packages/upstream_push/read_envelope.ts";
import { dedupeKeyOf } from "services/upstream-bridge/domain/pushes/dedupe_key.ts";
import { readPush } from "services/upstream-bridge/domain/pushes/read_push.ts";
import { createDice, randomJson } from "services/upstream-bridge/testing/random_json.ts";

const OWN = "1688000000000017";
const NAMES =
  "uuid json data payload type msg_type event cmd clientId user_id vid Vid corp_id Qrcode_key msgtype msgType server_id referid sender receiver is_room room_conversation_id content app_info send_time issync mobile __proto__ constructor"
    .split(" ");
const TYPES = ["100001", "100004", "100006", "100007", "102000", "102001", "104001", "116002", ""];

/** All names and texts in a JSON value. */
function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, field]) => [name, ...textsIn(field)]);
}

Deno.test("no callback, whatever it contains, makes the reading fail, or leaves what cannot be stored", () => {
  const dice = createDice(11);
  for (let round = 0; round < 5_000; round += 1) {
    const inner = randomJson(dice, NAMES);
    const json = dice(2) === 0 ? inner : JSON.stringify(inner);
    const type = TYPES[dice(TYPES.length)]!;
    const whole = dice(4) === 0 ? inner : `{"uuid":"u","json":${json},"type":"${type}"}`;
    const text = dice(8) === 0 ? whole.slice(0, dice(whole.length)) : whole;
    const envelope = readEnvelope(text);
    for (const found of textsIn(envelope)) assert.equal(found, storableText(found), text);
    const push = readPush(envelope, OWN);
    assert.ok(push.name.length > 0);
    if (push.kind === "message" && push.message.chatId !== null) {
      assert.match(push.message.chatId, /^[1-9]\d{0,19}$/);
    }
    assert.match(dedupeKeyOf(envelope, { vid: OWN, receivedAt: 0 }).key, /^[0-9a-f]{64}$/);
  }
});
