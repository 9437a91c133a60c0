import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { readEnvelope } from "packages/upstream_push/read_envelope.ts";
import { dedupeKeyOf } from "services/upstream-bridge/domain/pushes/dedupe_key.ts";
import type { Push } from "services/upstream-bridge/domain/pushes/push.ts";
import { readPush } from "services/upstream-bridge/domain/pushes/read_push.ts";
import { createUpstreamClient } from "services/upstream-bridge/upstream/create_upstream_client.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import { classifyProbe } from "services/upstream-bridge/upstream/probe_class.ts";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const OWN = "1688000000000017";
const CUSTOMER = "7881300000000042";
const ROOM = "10800000000000077";
const KF = "25600000000000013";
const DIALECTS = ["v1", "v2"] as const;

function open(dialect: (typeof DIALECTS)[number]) {
  const simulator = openTestSimulator({ settings: { dialect } });
  const clock = createFakeClock();
  const client = createUpstreamClient({
    fetch,
    baseUrl: simulator.url,
    clock,
    log: createLogger({ level: "error" }),
  });
  /** Waits for the next callback with this name and takes it. */
  const nextPush = (name: string): Promise<Push & { key: string }> =>
    eventually(() => {
      for (const [at, { text }] of simulator.received.entries()) {
        const raw = readEnvelope(text);
        const push = readPush(raw, OWN);
        if (push.name !== name) continue;
        simulator.received.splice(at, 1);
        return { ...push, ...dedupeKeyOf(raw, { vid: OWN, receivedAt: 0 }) };
      }
      assert.fail(`no ${name}`);
    });
  return {
    simulator,
    client,
    clock,
    nextPush,
    classNow: async (uuid: string) => classifyProbe(await client.status({ uuid })),
    [Symbol.asyncDispose]: () => simulator[Symbol.asyncDispose](),
  };
}

function valueOf<T>(outcome: Outcome<T>): T {
  assert.ok(outcome.ok, JSON.stringify(outcome));
  return outcome.value;
}

function kindOf<T>(outcome: Outcome<T>): string {
  return outcome.ok ? "ok" : outcome.kind;
}

for (const dialect of DIALECTS) {
  Deno.test(`${dialect}: a first login with QR code and code`, async () => {
    await using test = open(dialect);
    const { client, simulator, nextPush } = test;
    const { uuid } = valueOf(await client.init({ vid: null, proxy: null }));
    valueOf(await client.setCallbackUrl({ uuid, url: simulator.receiver.url }));
    assert.equal(await test.classNow(uuid), "down");
    const qr = valueOf(await client.getQrCode({ uuid }));
    assert.match(qr.dataUri ?? "", /^data:image\/jpeg;base64,/);
    assert.equal(qr.ttlMs, 600_000);
    await simulator.verb("scan", { uuid });
    const scanned = await nextPush("login.qr_scanned");
    assert.ok(scanned.kind === "state");
    assert.deepEqual(scanned.state, { kind: "qr_scanned", qrcodeKey: qr.key });
    const { code } = await simulator.verb("confirm", { uuid });
    await nextPush("login.code_required");
    const wrong = await client.checkCode({ uuid, qrcodeKey: qr.key, code: "x" });
    assert.equal(kindOf(wrong), "rejected");
    valueOf(await client.checkCode({ uuid, qrcodeKey: qr.key, code }));
    await simulator.advance(300);
    const success = await nextPush("login.success");
    assert.ok(success.kind === "state" && success.state.kind === "success");
    assert.equal(success.state.vid, OWN);
    assert.ok(["up", "settling"].includes(await test.classNow(uuid)));
    await simulator.advance(5_000);
    const status = valueOf(await client.status({ uuid }));
    assert.equal(status.vid, OWN);
    assert.equal(status.profile?.nickname, "测试号");
    assert.equal(status.callbackUrl, dialect === "v1" ? null : simulator.receiver.url);
    assert.equal(await test.classNow(uuid), "up");
  });

  Deno.test(`${dialect}: sends and messages keep the digits of all ids`, async () => {
    await using test = open(dialect);
    const { client, simulator, nextPush } = test;
    const uuid = await simulator.online(OWN);
    const text = { uuid, isRoom: false, content: "你好", target: CUSTOMER };
    const accepted = valueOf(await client.sendText(text));
    assert.ok(accepted.serverId !== null && accepted.msgId !== null);
    valueOf(await client.sendText({ ...text, target: ROOM, isRoom: true, kfId: KF }));
    assert.equal(kindOf(await client.sendText({ ...text, target: `${ROOM}0` })), "rejected");
    await simulator.verb("inbound", { vid: OWN, room: true, content: "大家好" });
    const inRoom = await nextPush("message");
    assert.ok(inRoom.kind === "message");
    assert.equal(inRoom.message.chatId, ROOM);
    assert.equal(inRoom.message.text, "大家好");
    assert.equal(inRoom.message.isNewFromPerson, true);
    await simulator.verb("inbound", { vid: OWN, kf: true, from: CUSTOMER });
    const toKf = await nextPush("message");
    assert.ok(toKf.kind === "message");
    assert.equal(toKf.message.kfId, KF);
    assert.equal(toKf.message.chatId, CUSTOMER);
    await simulator.verb("replay", { vid: OWN, count: 1 });
    const replay = await nextPush("message");
    assert.ok(replay.kind === "message");
    assert.equal(replay.message.isReplay, true);
    assert.equal(replay.key, toKf.key);
    await simulator.verb("inbound", { vid: OWN, fromSelf: true, from: CUSTOMER });
    const own = await nextPush("message");
    assert.ok(own.kind === "message");
    assert.deepEqual([own.message.direction, own.message.chatId], ["own", CUSTOMER]);
    await simulator.verb("ban", { vid: OWN });
    const ban = await nextPush("message");
    assert.ok(ban.kind === "message");
    assert.equal(ban.message.refusal, "account_restricted");
  });

  Deno.test(`${dialect}: all contacts are read page by page, each once`, async () => {
    await using test = open(dialect);
    const uuid = await test.simulator.online(OWN);
    const readAll = async (
      read: (cursor?: string) => Promise<{ items: readonly { id: string }[]; nextCursor?: string }>,
    ) => {
      const ids: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await read(cursor);
        ids.push(...page.items.map(({ id }) => id));
        cursor = page.nextCursor;
      } while (cursor !== undefined && ids.length < 5_000);
      assert.equal(new Set(ids).size, ids.length);
      return ids.length;
    };
    const page = { uuid, limit: 20 };
    const inner = await readAll(async (cursor) =>
      valueOf(await test.client.innerContacts({ ...page, cursor }))
    );
    const external = await readAll(async (cursor) =>
      valueOf(await test.client.externalContacts({ ...page, cursor }))
    );
    // 43 colleagues in three departments; 250 customers.
    assert.deepEqual([inner, external], [46, 250]);
  });

  Deno.test(`${dialect}: losses, the second verification and the end have a class and a callback`, async () => {
    await using test = open(dialect);
    const { client, simulator, nextPush } = test;
    const uuid = await simulator.online(OWN);
    await simulator.verb("secondVerify", { uuid });
    await nextPush("login.second_verify");
    assert.equal(await test.classNow(uuid), "verify");
    const text = { uuid, isRoom: false, content: "你好", target: CUSTOMER };
    assert.equal(kindOf(await client.sendText(text)), "second_verify");
    assert.ok(valueOf(await client.secondaryValidation({ uuid })).url);
    await simulator.verb("scan", { uuid });
    await simulator.verb("confirm", { uuid });
    await simulator.advance(5_000);
    assert.equal(await test.classNow(uuid), "up");
    await simulator.verb("drop", { uuid });
    assert.equal((await nextPush("login.disconnected")).kind, "state");
    assert.equal(await test.classNow(uuid), "down");
    assert.equal(kindOf(await client.sendText(text)), "not_logged_in");
    const { uuid: second } = valueOf(await client.init({ vid: OWN, proxy: null }));
    valueOf(await client.automaticLogin({ uuid: second }));
    await simulator.advance(5_000);
    await simulator.advance(5_000);
    assert.equal(await test.classNow(second), "up");
    const running = valueOf(await client.listRunning({ ours: new Set([second]) }));
    assert.deepEqual(running.ours.map(({ vid }) => vid), [OWN]);
    assert.ok(running.othersCount >= 2);
    assert.equal(
      valueOf(await client.syncAllData({ uuid: second, seq: "0", limit: 10 })).hasMore,
      false,
    );
    valueOf(await client.loginOut({ uuid: second }));
    assert.equal(await test.classNow(second), "down");
    valueOf(await client.closeConnection({ uuid: second }));
    assert.equal(await test.classNow(second), "down");
    assert.equal(await test.classNow("0".repeat(32)), "down");
  });

  Deno.test(`${dialect}: every fault of the upstream is unknown for the login and for a send`, async () => {
    await using test = open(dialect);
    const { client, simulator, clock } = test;
    const uuid = await simulator.online(OWN);
    const faults = [
      { cut: true },
      { httpStatus: 500 },
      { httpStatus: 502 },
      { malformed: true },
      { empty: true },
    ];
    for (const fault of faults) {
      // The circuit breaker forgets the failures of the minute before.
      clock.advance(60_000);
      await simulator.verb("faults", { call: "*", count: 3, ...fault });
      assert.equal(await test.classNow(uuid), "unknown");
      const outcome = await client.sendText({
        uuid,
        isRoom: false,
        content: "a",
        target: CUSTOMER,
      });
      assert.ok(!outcome.ok);
      assert.deepEqual([outcome.kind, outcome.mayHaveArrived], ["unavailable", true]);
      assert.equal(await test.classNow(uuid), "up");
    }
    await simulator.verb("faults", { call: "*", bom: true });
    assert.equal(await test.classNow(uuid), "up");
    await simulator.verb("faults", { call: "*", errcodeAsString: true });
    assert.equal(await test.classNow(uuid), "up");
    await simulator.verb("faults", { call: "*", noErrcode: true });
    assert.equal(await test.classNow(uuid), "up");
  });
}
