import assert from "node:assert/strict";
import type { InboxEntry } from "services/callback/inbox/inbox_entry.ts";
import { readMessage } from "services/callback/receiving/read_message.ts";
import { toInboxEntry } from "services/callback/receiving/to_inbox_entry.ts";
import { appMessage, SAMPLE_APPS } from "services/callback/testing/sample_callbacks.ts";

const NOW = Date.UTC(2026, 0, 1);

function entryOf(text: string, appName = "default", now = NOW): InboxEntry {
  const app = SAMPLE_APPS.get(appName)!;
  const read = readMessage(app, text);
  assert.ok(read.kind === "app" || read.kind === "bot");
  return toInboxEntry(read, { app, callbackApps: SAMPLE_APPS.values(), now });
}

const event = (name: string, fields: Record<string, string> = {}) =>
  appMessage({ MsgType: "event", Event: name, ...fields });

Deno.test("one message has one dedupe key; another sender, app or bot gives another key", () => {
  const one = { MsgId: "4711" };
  const bot = { msgid: "4711", aibotid: "aib-1", chattype: "single", from: { userid: "zhangsan" } };
  const keys = [
    entryOf(appMessage(one)),
    entryOf(appMessage({ ...one, FromUserName: "lisi" })),
    entryOf(appMessage({ ...one, AgentID: "1000003" })),
    entryOf(JSON.stringify({ ...bot, msgtype: "text", text: { content: "a" } }), "bot"),
  ].map(({ dedupeKey }) => dedupeKey);
  assert.equal(new Set(keys).size, keys.length);
  assert.equal(entryOf(appMessage({ ...one, Content: "again" })).dedupeKey, keys[0]);
});

Deno.test("a message belongs to the app of its AgentID, whichever address received it", () => {
  for (const address of ["default", "sales"]) {
    assert.equal(entryOf(appMessage({ AgentID: "1000003" }), address).app, "sales");
    assert.equal(entryOf(appMessage({ AgentID: "1000002" }), address).app, "default");
    assert.equal(entryOf(appMessage({ AgentID: "9999999" }), address).app, address);
    const unknown = appMessage({ MsgType: "hologram", AgentID: "1000003" });
    assert.equal(entryOf(unknown, address).app, "sales");
  }
});

Deno.test("an event of an unknown kind is stored under its name, without a job", () => {
  const { kind, sender, work } = entryOf(event("from_the_future"));
  assert.deepEqual([kind, sender, work], ["from_the_future", "zhangsan", undefined]);
});

Deno.test("changes of members become jobs for the sessions of members who left or were disabled", () => {
  const changeOf = (fields: Record<string, string>) => {
    const { work } = entryOf(event("change_contact", { UserID: "lisi", ...fields }));
    return work?.kind === "member" ? work.change.change : undefined;
  };
  const update = { ChangeType: "update_user" };
  assert.equal(changeOf({ ChangeType: "delete_user" }), "left");
  assert.equal(changeOf({ ...update, Status: "5" }), "left");
  assert.equal(changeOf({ ...update, NewUserID: "lisi2" }), "left");
  assert.equal(changeOf({ ...update, Status: "2" }), "disabled");
  assert.equal(changeOf({ ...update, Status: "1" }), "updated");
  assert.equal(changeOf({ ChangeType: "create_user" }), undefined);
});

Deno.test("news of 微信客服 becomes a job with the sync token, which the inbox does not store", () => {
  const { work, content, sender } = entryOf(
    "<xml><ToUserName>ww</ToUserName><CreateTime>1767225600</CreateTime><MsgType>event</MsgType>" +
      "<Event>kf_msg_or_event</Event><Token>sync-1</Token><OpenKfId>wk-1</OpenKfId></xml>",
  );
  assert.deepEqual(work, {
    kind: "message",
    body: { kind: "kf_news", openKfId: "wk-1", syncToken: "sync-1" },
  });
  assert.equal(sender, undefined);
  assert.doesNotMatch(JSON.stringify(content), /sync-1/);
});

Deno.test("the time from WeCom counts unless it is absent, not positive or more than a day ahead", () => {
  const sentAt = (CreateTime: string) => entryOf(appMessage({ CreateTime })).sentAt.toISOString();
  assert.equal(sentAt("1767222000"), "2025-12-31T23:00:00.000Z");
  for (const time of ["0", "999999999999", String(NOW / 1000 + 86_401)]) {
    assert.equal(sentAt(time), "2026-01-01T00:00:00.000Z", time);
  }
});

Deno.test("an id of 256 bytes gets a job, a longer one does not", () => {
  const long = (length: number) => entryOf(appMessage({ FromUserName: "x".repeat(length) }));
  assert.deepEqual([long(256).isIgnored, long(256).work === undefined], [false, false]);
  assert.deepEqual([long(257).isIgnored, long(257).work], [true, undefined]);
  assert.equal(entryOf(appMessage({ FromUserName: "字".repeat(86) })).isIgnored, true);
});

Deno.test("kind and sender are cut to 128 characters and contain only text that PostgreSQL accepts", () => {
  const { kind, sender } = entryOf(appMessage({ MsgType: `t${"x".repeat(300)}` }));
  assert.deepEqual([kind.length, sender], [128, "zhangsan"]);
  const bot = entryOf(
    JSON.stringify({
      msgid: "m",
      aibotid: "aib-1",
      chattype: "single",
      from: { userid: "zhang\0san\ud800" },
      msgtype: "text",
      text: { content: "a" },
    }),
    "bot",
  );
  assert.equal(bot.sender, "zhang\ufffdsan\ufffd");
});

Deno.test("recognised speech, and the words of a message of an unknown kind, are part of the job", () => {
  const contentOf = (fields: Record<string, string>) => {
    const { work } = entryOf(appMessage(fields));
    return work?.kind === "message" && work.body.kind === "app_message" && work.body.content;
  };
  const voice = { MsgType: "voice", MediaId: "m1", Format: "amr" };
  assert.deepEqual(contentOf(voice), { type: "voice", mediaId: "m1" });
  assert.deepEqual(contentOf({ ...voice, Recognition: "几点开门" }), {
    type: "voice",
    mediaId: "m1",
    text: "几点开门",
  });
  assert.deepEqual(contentOf({ MsgType: "card", Content: "", Title: "示例商城", AppId: "wx1" }), {
    type: "other",
    name: "card",
    text: "示例商城",
  });
});
