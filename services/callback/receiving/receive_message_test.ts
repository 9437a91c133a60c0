import assert from "node:assert/strict";
import { UnavailableError } from "packages/platform/errors.ts";
import { createLogger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import { ANY_ADDRESS } from "services/callback/receiving/caller_addresses.ts";
import {
  type ReceiveDeps,
  receiveMessage,
  verifyUrl,
} from "services/callback/receiving/receive_message.ts";
import { createVerifyAndDecrypt } from "services/callback/receiving/verify_and_decrypt.ts";
import {
  appMessage,
  openReply,
  SAMPLE_APPS,
  sealMessage,
} from "services/callback/testing/sample_callbacks.ts";

const clock = createFakeClock();
const BOT_TEXT = JSON.stringify({
  msgid: "m1",
  aibotid: "aib-1",
  chattype: "single",
  from: { userid: "zhangsan" },
  msgtype: "text",
  text: { content: "在吗" },
});

/** Receiving with an inbox in memory. */
/** What receiving a message does not use. */
const NOT_RECEIVING = {
  storeIn: () => Promise.reject(new Error("not used")),
  prune: () => Promise.resolve(0),
};

function receiving(changes: Partial<ReceiveDeps> = {}) {
  const stored: InboxEntry[] = [];
  const refusals: string[] = [];
  const lines: Record<string, unknown>[] = [];
  const refusalLog = { add: (reason: string) => void refusals.push(reason) };
  const deps: ReceiveDeps = {
    callbackApps: SAMPLE_APPS,
    addresses: ANY_ADDRESS,
    verifyAndDecrypt: createVerifyAndDecrypt({ clock, refusalLog, windowSeconds: 600 }),
    refusalLog,
    inbox: {
      store(entry) {
        stored.push(entry);
        return Promise.resolve({ inboxId: "inbox-1", isNew: true });
      },
      ...NOT_RECEIVING,
    },
    streams: { read: (id) => Promise.resolve({ id, finish: true, content: "answer" }) },
    clock,
    randomBytes: systemRandomBytes,
    log: createLogger({ level: "debug", write: (line) => void lines.push(JSON.parse(line)) }),
    ...changes,
  };
  return { deps, stored, refusals, lines };
}

/** A sealed message as a request to `app`. */
function requestOf(message: string, app?: string) {
  const sealed = sealMessage(message, clock.now(), app === "bot" ? { receiveId: "" } : {});
  const { msg_signature: msgSignature, timestamp, nonce } = sealed.query;
  const incoming = { app, query: { msgSignature, timestamp, nonce }, clientIp: "192.0.2.1" };
  return { ...sealed, incoming };
}

async function receive(deps: ReceiveDeps, message: string, app?: string, arrivedMsAgo = 0) {
  const { incoming, body } = requestOf(message, app);
  return await receiveMessage(deps, incoming, body, performance.now() - arrivedMsAgo);
}

Deno.test("a message to an app is accepted without a reply, and its entry belongs to that app", async () => {
  const { deps, stored, refusals } = receiving();
  assert.deepEqual(await receive(deps, appMessage()), { outcome: "accepted" });
  assert.deepEqual(stored.map(({ app, source }) => `${app} ${source}`), ["default app"]);
  assert.deepEqual(refusals, []);
});

Deno.test("a message to a bot is accepted with a stream, whose id the job has too", async () => {
  const { deps, stored } = receiving();
  const received = await receive(deps, BOT_TEXT, "bot");
  assert.equal(received.outcome, "accepted");
  const { stream } = openReply((received as { reply: string }).reply);
  const [{ work }] = stored as [InboxEntry];
  assert.ok(work?.kind === "message" && work.body.kind === "bot_message");
  assert.deepEqual(stream, { id: work.body.streamId, finish: false, content: "" });
});

Deno.test("a stream refresh is answered and not stored", async () => {
  const { deps, stored } = receiving();
  const refresh = { ...JSON.parse(BOT_TEXT), msgtype: "stream", stream: { id: "s1" } };
  const received = await receive(deps, JSON.stringify(refresh), "bot");
  assert.equal(openReply((received as { reply: string }).reply).stream.content, "answer");
  assert.deepEqual(stored, []);
});

Deno.test("an unknown app, a foreign address and an unreadable text are refused and logged", async () => {
  const foreign = receiving({ addresses: { ...ANY_ADDRESS, admits: () => false } });
  assert.deepEqual(await receive(foreign.deps, appMessage()), { outcome: "refused" });
  assert.deepEqual(foreign.refusals, ["address"]);
  const { deps, stored, refusals } = receiving();
  assert.deepEqual(await receive(deps, appMessage(), "unknown"), { outcome: "refused" });
  assert.deepEqual(await receive(deps, "no xml"), { outcome: "refused" });
  assert.deepEqual(await receive(deps, "no json", "bot"), { outcome: "refused" });
  assert.deepEqual(refusals, ["unknown_app", "xml", "xml"]);
  assert.deepEqual(stored, []);
});

Deno.test("a message that cannot be stored until 4.5 s after its arrival is not acknowledged", async () => {
  const failing = { store: () => Promise.reject(new UnavailableError("away")) };
  const { deps, lines } = receiving({ inbox: { ...failing, ...NOT_RECEIVING } });
  for (const [message, app] of [[appMessage(), undefined], [BOT_TEXT, "bot"]]) {
    assert.deepEqual(await receive(deps, message!, app, 4_500), { outcome: "not_stored" });
  }
  assert.deepEqual(lines.map(({ event }) => event), ["callback_not_stored", "callback_not_stored"]);
});

Deno.test("a message with a too long id is stored without a job, and the log has callback_ignored", async () => {
  const { deps, stored, lines } = receiving();
  const received = await receive(deps, appMessage({ FromUserName: "x".repeat(257) }));
  assert.deepEqual(received, { outcome: "accepted" });
  assert.deepEqual(stored.map(({ work, isIgnored }) => ({ work, isIgnored })), [
    { work: undefined, isIgnored: true },
  ]);
  assert.deepEqual(lines.map(({ event }) => event), ["callback_stored", "callback_ignored"]);
});

Deno.test("a verification returns its text, and never the text of a message", () => {
  const { deps } = receiving();
  const verify = (text: string, app?: string) => {
    const { incoming, encrypted } = requestOf(text, app);
    return verifyUrl(deps, incoming, encrypted);
  };
  assert.equal(verify("1616140317555161061"), "1616140317555161061");
  assert.equal(verify("123", "bot"), "123");
  assert.equal(verify("123", "unknown"), undefined);
  assert.equal(verify(appMessage()), undefined);
  assert.equal(verify(`\n${appMessage()}`), undefined);
  assert.equal(verify(BOT_TEXT, "bot"), undefined);
});
