import assert from "node:assert/strict";
import { createPushToken } from "packages/upstream_push/push_token.ts";
import { serveCallback, type ServedCallback } from "services/callback/testing/serve_callback.ts";

const SECRET = "0123456789abcdef0123456789abcdef";
const ACCOUNT = { accountId: "01890a5d-ac96-774b-bcce-b302099a8057", generation: 3 };
const OTHER = { ...ACCOUNT, accountId: "01890a5d-ac96-774b-bcce-b302099a8058" };
const UUID = "9c1f0e5ab7d24c3e8a6f7b1d2e3f4a5b";

let served: ServedCallback;
Deno.test.beforeAll(async () => {
  served = await serveCallback({ env: { CALLBACK_TOKEN_SECRET: SECRET } });
});
Deno.test.afterAll(() => served.stop());

const pathOf = (subject = ACCOUNT) => `/callback/wxwork/${createPushToken(SECRET, subject)}`;
const push = (type: number | string, json: unknown) => JSON.stringify({ uuid: UUID, type, json });

async function post(body: BodyInit, path = pathOf(), server = served): Promise<Response> {
  return await server.ask(path, { method: "POST", body });
}

async function accepted(body: BodyInit, path = pathOf(), server = served): Promise<void> {
  const answer = await post(body, path, server);
  assert.deepEqual([answer.status, await answer.json()], [200, { errcode: 0, errmsg: "ok" }]);
}

const rows = (server = served) =>
  server.sql`
    select inbox_id as id, app, source, kind, sender, content, deliveries from callback.inbox
    order by inbox_id`;

async function visible(answer: Response): Promise<string> {
  const names = ["content-type", "content-length", "cache-control"];
  return [answer.status, ...names.map((it) => answer.headers.get(it)), await answer.text()].join();
}

Deno.test("a callback is stored with its job, which has ids without loss, and no phone number", async () => {
  const body = `{"uuid":"${UUID}","type":102000,"json":"{\\"sender\\":7881300000000042,` +
    `\\"room_conversation_id\\":10800000000000077,\\"mobile\\":\\"13800001234\\"}"}`;
  await accepted(body);
  const row = (await rows()).at(-1)!;
  assert.deepEqual(
    [row["app"], row["source"], row["kind"], row["sender"], row["deliveries"]],
    [ACCOUNT.accountId, "upstream", "102000", "7881300000000042", 1],
  );
  const { queue, payload } = (await served.findJob(row["id"]))!;
  assert.equal(queue, "upstream.push");
  assert.deepEqual(payload, {
    inboxId: row["id"],
    ...ACCOUNT,
    uuid: UUID,
    type: "102000",
    body: {
      sender: 7881300000000042,
      room_conversation_id: "10800000000000077",
      mobile: "138******34",
    },
    receivedAt: new Date(served.clock.now()).toISOString(),
  });
});

Deno.test("a repeated callback is counted for ten minutes, also across two windows; later it is another one", async () => {
  const windowMs = 600_000;
  // One minute before the next window.
  served.clock.advance(windowMs - (served.clock.now() % windowMs) - 60_000);
  const scanned = { Vid: 7, Corpid: 9 };
  const before = (await rows()).length;
  await Promise.all([1, 2, 3].map(() => accepted(push(100001, scanned))));
  await accepted(push("100001", JSON.stringify({ Corpid: 9, Vid: 7 })));
  served.clock.advance(2 * 60_000);
  await accepted(push(100001, scanned));
  assert.deepEqual((await rows()).slice(before).map((row) => row["deliveries"]), [5]);
  served.clock.advance(9 * 60_000);
  await accepted(push(100001, scanned));
  assert.deepEqual((await rows()).slice(before).map((row) => row["deliveries"]), [5, 1]);
});

Deno.test("a callback with another account's token does not replace one of this account", async () => {
  const before = (await rows()).length;
  await accepted(push(100008, { vid: 7 }), pathOf(OTHER));
  await accepted(push(100008, { vid: 7 }));
  assert.equal((await rows()).length, before + 2);
});

Deno.test("every wrong token gets the same bytes, nothing is stored, and the log has a count and no token", async () => {
  const before = (await rows()).length;
  const token = createPushToken(SECRET, ACCOUNT);
  const wrong = [
    "guessed",
    `${token.slice(0, -4)}AAAA`,
    token.replace(".3.", ".4."),
    createPushToken(`${SECRET}x`, ACCOUNT),
    encodeURIComponent(`${token}\0`),
    "%F0",
  ];
  const paths = [...wrong.map((it) => `/callback/wxwork/${it}`), "/callback/wxwork"];
  const seen = new Set<string>();
  for (const path of paths) {
    seen.add(await visible(await post(push(100007, {}), `${path}?canary=in-the-query`)));
  }
  assert.deepEqual([...seen].map((it) => it.split(",")[0]), ["404"]);
  assert.equal((await rows()).length, before);
  const lines = served.log.filter(({ event }) => event === "callback_refused");
  assert.deepEqual([lines.at(-1)!["reason"], lines.at(-1)!["count"]], ["upstream_token", 1]);
  const log = JSON.stringify(served.log);
  for (const text of [token, token.slice(-20), "guessed", "in-the-query", UUID]) {
    assert.ok(!log.includes(text), text);
  }
});

Deno.test("whatever is in the body, it is stored and answered, and the console shows it", async () => {
  const operator = { headers: await served.signedIn("operator") };
  const bodies: BodyInit[] = [
    "",
    "nonsense",
    '{"uuid":',
    push(102000, '{"cut":"o'),
    push("102000", { content: { list: [] } }),
    push(102000, { msg: "a\u0000b\u0001" }),
    `{"uuid":"${UUID}","type":102000,"json":{"msg":"raw \u0000 NUL"}}`,
    `\ufeff${push(102000, { content: "with a byte order mark" })}`,
    new Uint8Array([0xff, 0xfe, 0x7b, 0x80, 0x7d]),
    new TextEncoder().encode(push(102000, { msg: "\ud800" })),
    "[".repeat(1024 * 1024),
    JSON.stringify({ uuid: UUID, json: "x".repeat(1024 * 1024 - 100) }),
    JSON.stringify([{ uuid: UUID }]),
    '{"__proto__":{"a":1},"uuid":"__proto__","type":"constructor","json":{"n":1e999}}',
  ];
  for (const body of bodies) {
    const before = (await rows()).length;
    await accepted(body);
    const stored = (await rows()).slice(before);
    assert.equal(stored.length, 1, String(body).slice(0, 60));
    assert.ok(await served.findJob(stored[0]!["id"]), "its job");
  }
  const list = await served.ask("/api/v1/inbox?limit=100", operator);
  assert.equal(list.status, 200);
  assert.equal((await list.json()).items[0].source, "upstream");
  const tooBig = await post("x".repeat(1024 * 1024 + 1));
  assert.equal(tooBig.status, 413);
});

Deno.test("neither the inbox nor its API shows a whole uuid or the key of a QR code", async () => {
  await accepted(push(100012, { vid: 7, uuid: UUID, Qrcode_key: "0123456789ABCDEF" }));
  const list = await served.ask("/api/v1/inbox", { headers: await served.signedIn("operator") });
  const text = await list.text();
  assert.ok(text.includes("100012"));
  assert.ok(!text.includes(UUID) && !text.includes("0123456789ABCDEF"));
});

Deno.test("the address without a token is open only with CALLBACK_ALLOW_BARE=1, and its jobs name no account", async () => {
  const bare = await serveCallback({
    env: { CALLBACK_TOKEN_SECRET: SECRET, CALLBACK_ALLOW_BARE: "1" },
  });
  try {
    await accepted(push(100007, { vid: 7 }), "/callback/wxwork", bare);
    const [row] = await rows(bare);
    assert.equal(row!["app"], "upstream");
    const { payload } = (await bare.findJob(row!["id"]))!;
    assert.ok(!("accountId" in (payload as object)));
  } finally {
    await bare.stop();
  }
});

Deno.test("without a secret, or where upstream-bridge is not deployed, every method gets 404", async () => {
  for (
    const env of [{}, { CALLBACK_TOKEN_SECRET: SECRET, COMPONENTS: "auth,callback" }]
  ) {
    const other = await serveCallback({ env });
    try {
      for (const path of [pathOf(), "/callback/wxwork"]) {
        for (const method of ["POST", "GET", "PUT"]) {
          assert.equal((await other.ask(path, { method })).status, 404, `${method} ${path}`);
        }
      }
    } finally {
      await other.stop();
    }
  }
});
