import assert from "node:assert/strict";
import type { CallbackMessage } from "packages/events/callback_message.ts";
import { MEDIA_KEEP_RETRIES } from "services/ai-reply/queues/media_keep.ts";
import { WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { pruneConversations } from "services/ai-reply/conversations/prune_conversations.ts";
import { streamStoredFile } from "services/ai-reply/media/stored_media.ts";
import { appMessage } from "services/ai-reply/testing/sample_messages.ts";
import { type Replies, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { BOT_KEYS, CORP_ID } from "services/ai-reply/testing/start_vendors.ts";
import { recordMessages } from "services/ai-reply/recording/record_messages.ts";
import { storeMedia } from "services/ai-reply/media/store_media.ts";
import { addBotFile } from "simulators/wecom/push/bot_files.ts";
import { addSampleMedia, createSampleFile } from "simulators/wecom/push/sample_media.ts";

const DAY_MS = 86_400_000;
const MB = 1_048_576;

async function withReplies(
  test: (replies: Replies) => Promise<void>,
  env: Record<string, string> = {},
) {
  const replies = await startReplies({ env });
  try {
    await test(replies);
  } finally {
    await replies.stop();
  }
}

/** Uploads a file to WeCom: these bytes, or a small picture. Returns its media id. */
function upload({ wecom: { state } }: Replies, bytes?: Uint8Array<ArrayBuffer>): string {
  if (bytes === undefined) return addSampleMedia(state, CORP_ID, "image");
  const file = { filename: "资料.bin", contentType: "application/x-thing", bytes };
  return state.media.add({ corpId: CORP_ID, kind: "image", ...file });
}

const sendPicture = (replies: Replies, mediaId: string) =>
  replies.receive(appMessage(replies, { type: "image", mediaId }));

async function storedFiles({ sql }: Replies) {
  const rows = await sql<{ messageId: string; type: string; name: string; size: number }[]>`
    select message_id as "messageId", content_type as type, file_name as name, size
    from ai_reply.media order by message_id`;
  return [...rows];
}

/** Jobs of `media.keep` that are neither done nor dead letters. */
const undone = async ({ sql }: Replies) =>
  (await sql`select 1 from jobs.jobs where queue = 'media.keep'`).length;

const reasons = ({ log }: Replies) =>
  log.filter(({ event }) => event === "media_not_stored").map(({ reason }) => reason);

/** Records a message without a worker that stores its file; returns one attempt to store it. */
async function recorded(replies: Replies, mediaId: string, env: Record<string, string> = {}) {
  const worker = await replies.openWorker(env);
  const signal = new AbortController().signal;
  const payload = appMessage(replies, { type: "image", mediaId });
  await recordMessages(worker.deps, { payload, signal });
  const store = { payload: { messageId: payload.inboxId, item: 0 }, signal, attempt: 1 };
  return () => storeMedia(worker.deps, store);
}

Deno.test("a file is stored once when it arrives, with its type, name and every byte", () =>
  withReplies(async (replies) => {
    const bytes = crypto.getRandomValues(new Uint8Array(65_536));
    const large = Uint8Array.from({ length: 2 * MB + 7 }, (_, at) => bytes[at % 65_536]!);
    (await replies.openWorker()).start();
    (await replies.openWorker()).start();
    await sendPicture(replies, upload(replies, large));
    await eventually(async () => assert.equal((await storedFiles(replies)).length, 1));
    const [stored] = await storedFiles(replies);
    const { messageId, ...file } = stored!;
    assert.deepEqual(file, { type: "application/x-thing", name: "资料.bin", size: large.length });
    const body = streamStoredFile(replies.sql, { messageId, item: 0 }, large.length);
    assert.deepEqual(new Uint8Array(await new Response(body).arrayBuffer()), large);
  }));

Deno.test("the largest file of WeCom is stored; a file above our limit is not, and that is logged", () =>
  withReplies(async (replies) => {
    const store = await recorded(replies, upload(replies, new Uint8Array(20 * MB)));
    await Promise.all([store(), store()]);
    assert.deepEqual((await storedFiles(replies)).map(({ size }) => size), [20 * MB]);
    const limit = { MEDIA_KEEP_MAX_BYTES: "1000" };
    await (await recorded(replies, upload(replies, new Uint8Array(1_000)), limit))();
    await (await recorded(replies, upload(replies, new Uint8Array(1_001)), limit))();
    assert.deepEqual((await storedFiles(replies)).map(({ size }) => size), [20 * MB, 1_000]);
    const larger = await recorded(replies, upload(replies));
    replies.wecom.state.faults.add({ call: "media/get", errcode: 830002, count: 1 });
    await larger();
    assert.deepEqual(reasons(replies), ["too_large", "too_large"]);
  }));

Deno.test("a file that WeCom does not know, or no longer knows, is not stored and not fetched again", () =>
  withReplies(async (replies) => {
    const worker = await replies.openWorker();
    worker.start();
    await sendPicture(replies, "unknown-media-id");
    await eventually(() => assert.deepEqual(reasons(replies), ["gone"]));
    await eventually(async () => assert.equal(await undone(replies), 0));
    await worker.stop();
    const late = await recorded(replies, upload(replies));
    replies.clock.advance(3 * DAY_MS);
    const asked = replies.wecom.state.journal.list().length;
    await late();
    assert.equal(replies.wecom.state.journal.list().length, asked);
    assert.deepEqual([reasons(replies), await storedFiles(replies)], [["gone", "gone"], []]);
  }));

Deno.test("a failure that an operator can correct is thrown for the queue, and the file is stored later", () =>
  withReplies(async (replies) => {
    const store = await recorded(replies, upload(replies));
    replies.wecom.state.faults.add({ call: "media/get", errcode: 60020, count: 1 });
    await assert.rejects(store, /60020/);
    assert.deepEqual([reasons(replies), await storedFiles(replies)], [[], []]);
    await store();
    assert.equal((await storedFiles(replies)).length, 1);
  }));

Deno.test("with 0 no file is stored, and no job is sent", () =>
  withReplies(async (replies) => {
    await recorded(replies, upload(replies));
    const jobs = await replies.sql`select 1 from jobs.jobs where queue = 'media.keep'`;
    assert.deepEqual([jobs.length, await storedFiles(replies)], [0, []]);
  }, { MEDIA_KEEP_MAX_BYTES: "0" }));

Deno.test("the file of an AI bot is stored with its detected type; its address is stored nowhere", () =>
  withReplies(async (replies) => {
    (await replies.openWorker()).start();
    const urls = [sealed(replies), sealed(replies)];
    const [url, other] = urls as [string, string];
    const attachments = [{ type: "image" as const, url: other }];
    const message = botMessage(replies, { type: "image", url, attachments });
    await replies.receive(message);
    await eventually(async () => assert.equal((await storedFiles(replies)).length, 2));
    const picture = {
      type: "image/png",
      name: "image.png",
      size: createSampleFile("image").bytes.length,
    };
    for (const { messageId, ...file } of await storedFiles(replies)) {
      assert.deepEqual([messageId, file], [message.inboxId, picture]);
    }
    const stored = await replies.sql`select content from ai_reply.messages`;
    assert.deepEqual(stored[0]?.content, {
      type: "image",
      attachments: [{ type: "image" }],
      streamId: "s1",
    });
    assert.doesNotMatch(JSON.stringify(replies.log), /aibot\/file/);
  }));

Deno.test("a file of an AI bot that cannot be fetched is not stored, and the reason is logged", () =>
  withReplies(async (replies) => {
    const { deps } = await replies.openWorker();
    const signal = new AbortController().signal;
    const store = async (url: string, attempt = 1) => {
      const payload = botMessage(replies, { type: "image", url });
      await recordMessages(deps, { payload, signal });
      const file = { messageId: payload.inboxId, item: 0, url };
      await storeMedia(deps, { payload: file, signal, attempt });
    };
    await store(`${replies.wecomUrl}/aibot/file/unknown`);
    await store("https://10.0.0.1/aibot/file/inner");
    await store(sealed(replies, "A".repeat(43)));
    const away = "http://127.0.0.1:1/aibot/file/away";
    await assert.rejects(() => store(away), WecomUnreachableError);
    await store(away, MEDIA_KEEP_RETRIES + 1);
    assert.deepEqual(reasons(replies), ["gone", "address", "decrypt", "unreachable"]);
    assert.deepEqual(await storedFiles(replies), []);
    assert.doesNotMatch(JSON.stringify(replies.log), /aibot\/file/);
  }));

/** Sends a picture to the bot; returns its address. */
function sealed({ wecom: { state }, wecomUrl }: Replies, encodingAesKey?: string): string {
  const [bot] = state.corps[0]!.bots;
  const callback = { ...bot!.callback, ...BOT_KEYS, ...encodingAesKey && { encodingAesKey } };
  const file = { kind: "image", mediaId: undefined, corpId: CORP_ID } as const;
  return `${wecomUrl}/aibot/file/${addBotFile(state, { ...file, bot: { ...bot!, callback } })}`;
}

type BotMessage = Extract<CallbackMessage, { kind: "bot_message" }>;

function botMessage(replies: Replies, content: BotMessage["content"]): BotMessage {
  const { inboxId, corpId, sentAt } = appMessage(replies, content);
  const place = { app: "bot", botId: "aib-demo-1", userId: "zhangsan" };
  return { kind: "bot_message", inboxId, corpId, sentAt, ...place, streamId: "s1", content };
}

Deno.test("files are deleted with their conversation, and no file is stored for a deleted message", () =>
  withReplies(async (replies) => {
    const first = await recorded(replies, upload(replies));
    const second = await recorded(replies, upload(replies));
    await first();
    await replies.sql`
      insert into ai_reply.media select message_id, n, content_type, file_name, size, kept_at
      from ai_reply.media, generate_series(1, 30) n`;
    await replies.sql`update ai_reply.messages set left_to_staff_at = filed_at`;
    replies.clock.advance(100 * DAY_MS);
    const before = new Date(replies.clock.now() - 50 * DAY_MS);
    assert.equal(await pruneConversations(replies.sql, before), 1);
    await second();
    assert.deepEqual(await storedFiles(replies), []);
    assert.deepEqual([...await replies.sql`select 1 from ai_reply.media_pieces`], []);
  }));
