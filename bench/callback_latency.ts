// Sends callbacks at a fixed rate to one callback process, with a PostgreSQL that syncs to disk, while 100 conversations
// wait for a model that takes 30 s. Prints the time until each callback is acknowledged.
//   deno task bench:callback [callbacks=2000] [per second=100]
import assert from "node:assert/strict";
import { Buffer } from "node:buffer";
import { eventually } from "packages/testkit/eventually.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";
import { createCallbackKey, encryptMessage } from "packages/wecom/callback/cipher.ts";
import { signCallback } from "packages/wecom/callback/signature.ts";
import { BENCHED_KEYS, startCallback } from "bench/start_callback.ts";

const CORP_ID = "ww0123456789abcdef";
const CONVERSATIONS = 100;
const count = Number(Deno.args[0] ?? 2000);
const perSecond = Number(Deno.args[1] ?? 100);
const key = createCallbackKey(BENCHED_KEYS.encodingAesKey);

const callback = await startCallback();
try {
  await run(CONVERSATIONS);
  await eventually(async () => assert.equal((await callback.counts()).open, CONVERSATIONS), {
    withinMs: 20_000,
  });
  const latencies = await run(count);
  await report(latencies);
} finally {
  await callback.stop();
}

function seal(sequence: number): { query: string; body: string } {
  const seconds = String(Math.floor(Date.now() / 1000));
  const message =
    `<xml><ToUserName><![CDATA[${CORP_ID}]]></ToUserName><FromUserName><![CDATA[member${
      sequence % CONVERSATIONS
    }]]></FromUserName><CreateTime>${seconds}</CreateTime><MsgType><![CDATA[text]]></MsgType>` +
    `<Content><![CDATA[在吗？我想问一下下周的课程安排]]></Content>` +
    `<MsgId>${
      BigInt(`0x${randomHex(systemRandomBytes, 7)}`)
    }</MsgId><AgentID>1000002</AgentID></xml>`;
  const random16 = Buffer.from(systemRandomBytes(16));
  const encrypted = encryptMessage({ key, message, receiveId: CORP_ID, random16 });
  const nonce = randomHex(systemRandomBytes, 8);
  const { token } = BENCHED_KEYS;
  const signature = signCallback({ token, timestamp: seconds, nonce, encrypted });
  return {
    query: new URLSearchParams({ msg_signature: signature, timestamp: seconds, nonce }).toString(),
    body: `<xml><ToUserName><![CDATA[${CORP_ID}]]></ToUserName><Encrypt><![CDATA[${encrypted}]]>` +
      `</Encrypt><AgentID><![CDATA[1000002]]></AgentID></xml>`,
  };
}

async function run(total: number): Promise<number[]> {
  const startedAt = performance.now();
  return await Promise.all(Array.from({ length: total }, async (_, index) => {
    const dueAt = startedAt + index * 1000 / perSecond;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, dueAt - performance.now())));
    const { query, body } = seal(index);
    const sentAt = performance.now();
    const url = `${callback.url}/api/v1/wecom/callback?${query}`;
    const answer = await fetch(url, { method: "POST", body });
    await answer.arrayBuffer();
    if (answer.status !== 200) {
      throw new Error(`A callback got ${answer.status}\n${callback.recentOutput()}`);
    }
    return performance.now() - sentAt;
  }));
}

async function report(latencies: number[]): Promise<void> {
  const sorted = latencies.toSorted((a, b) => a - b);
  const at = (share: number) =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))]!.toFixed(1);
  const { rows, open } = await callback.counts();
  // deno-lint-ignore no-console -- the result
  console.log(
    `${count} callbacks at ${perSecond}/s: p50 ${at(0.5)} ms, p95 ${at(0.95)} ms, p99 ${
      at(0.99)
    } ms, ` +
      `max ${at(1)} ms; ${rows} in the inbox, ${open} conversations wait for the model`,
  );
}
