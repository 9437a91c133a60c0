// What one would write without this project: express receives a callback of WeCom, checks and decrypts it, and stores the
// message, its job and the hint to the worker in one transaction, before it acknowledges. Run by Node 24, with PORT,
// DATABASE_URL, WECOM_TOKEN and WECOM_ENCODING_AES_KEY.
const { randomUUID } = require("node:crypto");
const process = require("node:process");
const { decrypt, getSignature } = require("@wecom/crypto");
const express = require("express");
const { XMLParser } = require("fast-xml-parser");
const pg = require("pg");

const { PORT, DATABASE_URL, WECOM_TOKEN, WECOM_ENCODING_AES_KEY } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
const parser = new XMLParser({ parseTagValue: false });
const app = express();

app.get("/readyz", async (_request, response) => {
  await pool.query("select 1");
  response.send("ready");
});

app.post("/api/v1/wecom/callback", express.text({ type: "*/*" }), async (request, response) => {
  const { msg_signature: signature, timestamp, nonce } = request.query;
  const { xml: { Encrypt: encrypted } } = parser.parse(request.body);
  if (getSignature(WECOM_TOKEN, timestamp, nonce, encrypted) !== signature) {
    return response.sendStatus(403);
  }
  const { message, id: corpId } = decrypt(WECOM_ENCODING_AES_KEY, encrypted);
  await store(parser.parse(message).xml, corpId);
  response.send("success");
});

/** Statements with a name are prepared once per connection, as the driver of this project does it. */
const INSERT_MESSAGE = {
  name: "message",
  text: `insert into callback.inbox
    (inbox_id, dedupe_key, app, corp_id, source, kind, sender, content, sent_at, received_at)
    values ($1, $2, 'default', $3, 'app', $4, $5, $6, $7, now())
    on conflict (dedupe_key) do nothing`,
};
const INSERT_JOB = {
  name: "job",
  text: `insert into jobs.jobs (queue, key, id, is_wake_up, payload, due_at)
    values ('callback.message', $1, $2, false, $3, now())
    on conflict (queue, key) do update set behind = jobs.behind + 1`,
};

async function store(message, corpId) {
  const id = randomUUID();
  const sentAt = new Date(Number(message.CreateTime) * 1000);
  const sender = message.FromUserName;
  const payload = { inboxId: id, corpId, sender, content: { type: "text", text: message.Content } };
  const client = await pool.connect();
  try {
    await client.query("begin");
    const content = JSON.stringify(payload.content);
    const dedupeKey = `${corpId}:${message.MsgId}`;
    const { rowCount } = await client.query({
      ...INSERT_MESSAGE,
      values: [id, dedupeKey, corpId, message.MsgType, sender, content, sentAt],
    });
    if (rowCount === 1) {
      await client.query({ ...INSERT_JOB, values: [sender, id, JSON.stringify(payload)] });
      await client.query("select pg_notify('wecom_stack_jobs', '0 callback.message')");
    }
    await client.query("commit");
  } catch (error) {
    await client.query("rollback");
    throw error;
  } finally {
    client.release();
  }
}

app.listen(Number(PORT), "127.0.0.1");
