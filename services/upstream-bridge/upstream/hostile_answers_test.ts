import assert from "node:assert/strict";
import { parseLossless } from "packages/platform/lossless_json.ts";
import { cleanBody } from "packages/upstream_push/clean_body.ts";
import { isWireRecord } from "services/upstream-bridge/domain/wire_fields.ts";
import { createDice, randomJson } from "services/upstream-bridge/testing/random_json.ts";
import { CallError } from "services/upstream-bridge/upstream/call_error.ts";
import { readExternalPage, readInnerPage } from "services/upstream-bridge/upstream/contacts.ts";
import { readQrPicture } from "services/upstream-bridge/upstream/qr_picture.ts";
import { readAnswer } from "services/upstream-bridge/upstream/read_answer.ts";
import { readStatus } from "services/upstream-bridge/upstream/read_status.ts";
import { readRunningInstances } from "services/upstream-bridge/upstream/running_instances.ts";

const NAMES =
  "data errcode errorcode code errmsg uuid clientId loginType isLogin user_info userInfo object userid user_id corp_id mobile longLinkState clientCallbackConfig url list rows runClientList seq strSeq is_Department partyid qrcode qrcode_data Key Ttl remark_phone labelid status __proto__"
    .split(" ");

const READERS: readonly ((payload: unknown) => unknown)[] = [
  readStatus,
  readQrPicture,
  (payload) => readInnerPage(payload, ""),
  (payload) => readExternalPage(payload, "0"),
  (payload) => readRunningInstances(payload, new Set(["u"])),
];

Deno.test("every JSON object is a value or a failure, and none with another code than 0 is a value", () => {
  const dice = createDice(12);
  let values = 0;
  for (let round = 0; round < 5_000; round += 1) {
    const whole = cleanBody(parseLossless(randomJson(dice, NAMES)));
    if (!isWireRecord(whole)) continue;
    const { errcode } = whole;
    for (const read of READERS) {
      try {
        readAnswer(whole, { read, isProof: () => true });
        values += 1;
        assert.ok([0, "0", null, undefined, -0].includes(errcode as number), JSON.stringify(whole));
      } catch (error) {
        if (!(error instanceof CallError)) throw error;
        assert.ok(error.failure.message.length > 0);
      }
    }
  }
  assert.ok(values > 100);
});
