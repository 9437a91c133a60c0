import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { parseAiBotMessage } from "packages/wecom/callback/aibot_message.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { dedupeKeyOf } from "packages/wecom/callback/dedupe_key.ts";
import { parseMessage } from "packages/wecom/callback/message.ts";
import { openCallback, type OpenCallbackOptions } from "packages/wecom/callback/receive.ts";
import { babble, mutate } from "packages/wecom/callback/testing/fuzzer.ts";
import {
  CORP_ID,
  PAIR,
  sealCallback,
  signedQuery,
  xmlBody,
} from "packages/wecom/callback/testing/sealed_callback.ts";
import {
  createSeededRandom,
  FUZZ_ITERATIONS,
  type SeededRandom,
} from "packages/wecom/callback/testing/seeded_random.ts";
import { VECTORS } from "packages/wecom/callback/testing/vectors.ts";

const MESSAGES = [
  ...VECTORS.map(({ plaintext }) => plaintext),
  "<xml><ToUserName>ww</ToUserName><FromUserName>a</FromUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>template_card_event</Event><EventKey>k</EventKey><SelectedItems><SelectedItem><QuestionKey>q</QuestionKey><OptionIds><OptionId>1</OptionId></OptionIds></SelectedItem></SelectedItems></xml>",
  "<xml><ToUserName>ww</ToUserName><CreateTime>1</CreateTime><MsgType>event</MsgType><Event>kf_msg_or_event</Event><Token>t</Token><OpenKfId>wk</OpenKfId></xml>",
  `{"msgid":"m","aibotid":"b","chattype":"single","from":{"userid":"u"},"msgtype":"mixed","mixed":{"msg_item":[{"msgtype":"text","text":{"content":"好"}}]}}`,
];

type Arrival = Pick<OpenCallbackOptions, "query"> & ({ body: string } | { echoStr: string });

/** An unsigned body: changed on the way, or not from WeCom. */
function tampered(random: SeededRandom): Arrival {
  const { query, encrypted } = random.pick(VECTORS);
  const body = random.pick([xmlBody(encrypted), JSON.stringify({ encrypt: encrypted }), encrypted]);
  const text = random.integer(4) === 0 ? babble(random) : mutate(body, random);
  return { query, ...random.integer(8) === 0 ? { echoStr: text } : { body: text } };
}

/** Signed and encrypted with the right key, but with a frame that WeCom never makes. */
function misframed(random: SeededRandom): Arrival {
  const plain = Buffer.from(random.bytes(32 * (1 + random.integer(4))));
  const pad = random.integer(34);
  plain.fill(pad, Math.max(0, plain.length - pad));
  if (random.integer(2) === 0) plain.writeUInt32BE(random.integer(plain.length), 16);
  const encrypted = PAIR.key.encipher(plain).toString("base64");
  return { query: signedQuery(encrypted), body: xmlBody(encrypted) };
}

/** Signed and encrypted correctly, with content that WeCom never sends. */
function strange(random: SeededRandom): Arrival {
  const text = random.integer(4) === 0 ? babble(random) : mutate(random.pick(MESSAGES), random);
  const { query, encrypted } = sealCallback(text);
  return { query, body: xmlBody(encrypted) };
}

/** All steps from arrival until the message could be stored. */
function takeIn(arrival: Arrival): void {
  const keys = [...VECTORS.slice(0, 3).map(({ pair }) => pair), PAIR];
  const receiveIds = [CORP_ID, ...VECTORS.map(({ receiveId }) => receiveId)];
  const { message } = openCallback({ ...arrival, keys, receiveIds });
  const parsed = message.trimStart().startsWith("{")
    ? parseAiBotMessage(message)
    : parseMessage(message);
  JSON.stringify(parsed);
  if (parsed.kind !== "stream") {
    assert.match(dedupeKeyOf(parsed, { corpId: CORP_ID }), /^[\w-]{43}$/);
  }
}

Deno.test(`of ${FUZZ_ITERATIONS} fuzzed bodies each is accepted or refused as a callback, and none takes long`, async (t) => {
  const seed = Number(Deno.env.get("FUZZ_SEED") ?? Date.now() % 2 ** 32);
  const random = createSeededRandom(seed);
  const outcomes = new Map<string, number>();
  let slowestMs = 0;

  function takeInOne(round: number): void {
    const arrival = random.pick([tampered, tampered, misframed, strange])(random);
    const startedAt = performance.now();
    let outcome = "accepted";
    try {
      takeIn(arrival);
    } catch (error) {
      if (!(error instanceof CallbackCryptoError)) {
        const replay = `FUZZ_SEED=${seed}, round ${round}: ${JSON.stringify(arrival)}`;
        throw new Error(replay, { cause: error });
      }
      outcome = error.reason;
    }
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    slowestMs = Math.max(slowestMs, performance.now() - startedAt);
  }

  await t.step(`FUZZ_SEED=${seed}`, () => {
    for (let round = 0; round < FUZZ_ITERATIONS; round++) takeInOne(round);
  });
  assert.ok(slowestMs < 10_000, `FUZZ_SEED=${seed}: ${slowestMs} ms`);
  // Otherwise the fuzzer does not reach the later checks.
  const reached = ["accepted", "signature", "xml", "receive_id", "decrypt", "buffer"];
  for (const outcome of reached) assert.ok(outcomes.has(outcome), `${outcome} was never reached`);
});
