import assert from "node:assert/strict";
import type { Redis } from "packages/storage/redis/redis.ts";
import { eventually } from "packages/testkit/eventually.ts";

/** One open and empty implementation, for one test. */
export interface RedisUnderTest {
  readonly redis: Redis;
  /** Moves the times to live forward by this many milliseconds. */
  letPass(ms: number): Promise<void>;
}

/** Never expires during a test. */
const LONG_MS = 600_000;
/** Expires only by `letPass`, even on a busy machine. */
const SHORT_MS = 60_000;
const UNICODE = "扫码登录 🔐 \n\r\n\t\u0000 ' \" $1 %s";

/** Registers the tests that every `Redis` must pass. `open` is called once per test. */
export function redisConformance(name: string, open: () => Promise<RedisUnderTest>): void {
  const test = (guarantee: string, run: (underTest: RedisUnderTest) => Promise<void>) =>
    Deno.test(`${name}: ${guarantee}`, async () => {
      const underTest = await open();
      try {
        await run(underTest);
      } finally {
        await underTest.redis.close();
      }
    });
  recordTests(test);
  plainValueTests(test);
  messageTests(test);
  hintTests(test);
}

type Test = (guarantee: string, run: (underTest: RedisUnderTest) => Promise<void>) => void;

function recordTests(test: Test): void {
  test("a record is created at version 1 and only from version 0", async ({ redis }) => {
    assert.equal(await redis.get("record"), undefined);
    assert.equal(await redis.compareAndSet("record", 1, "no", LONG_MS), false);
    assert.equal(await redis.get("record"), undefined);
    assert.equal(await redis.compareAndSet("record", 0, "one", LONG_MS), true);
    assert.deepEqual(await redis.get("record"), { version: 1, value: "one" });
    assert.equal(await redis.compareAndSet("record", 0, "again", LONG_MS), false);
  });

  test("a record is replaced only from its present version", async ({ redis }) => {
    for (let version = 0; version < 12; version += 1) {
      assert.equal(await redis.compareAndSet("record", version, `v${version}`, LONG_MS), true);
    }
    assert.equal(await redis.compareAndSet("record", 1, "stale", LONG_MS), false);
    assert.equal(await redis.compareAndSet("record", 13, "ahead", LONG_MS), false);
    assert.deepEqual(await redis.get("record"), { version: 12, value: "v11" });
  });

  test("versions are read in the order of the keys, undefined for an absent key", async ({ redis }) => {
    for (let version = 0; version < 12; version += 1) {
      await redis.compareAndSet("twelve", version, "x", LONG_MS);
    }
    await redis.compareAndSet("one", 0, "13 is no version", LONG_MS);
    const keys = ["absent", "twelve", "one", "twelve"];
    assert.deepEqual(await redis.versions(keys), [undefined, 12, 1, 12]);
    assert.deepEqual(await redis.versions([]), []);
    const many = Array.from({ length: 300 }, () => "one");
    assert.deepEqual(await redis.versions(many), many.map(() => 1));
  });

  test("of 50 writers that expect the same version exactly one wins", async ({ redis }) => {
    for (let version = 0; version < 3; version += 1) {
      const writers = Array.from({ length: 50 }, (_, index) => `writer-${index}`);
      const won = await Promise.all(
        writers.map((writer) => redis.compareAndSet("record", version, writer, LONG_MS)),
      );
      assert.equal(won.filter(Boolean).length, 1);
      const winner = writers[won.indexOf(true)]!;
      assert.deepEqual(await redis.get("record"), { version: version + 1, value: winner });
    }
  });

  test("values come back as they were written", async ({ redis }) => {
    for (const [index, value] of ["", " ", "1 2", UNICODE, "字".repeat(10_000)].entries()) {
      assert.equal(await redis.compareAndSet(`键:${index}`, 0, value, LONG_MS), true);
      assert.deepEqual(await redis.get(`键:${index}`), { version: 1, value });
    }
  });

  test("a record expires after its ttl, and each write sets the ttl again", async ({ redis, letPass }) => {
    await redis.compareAndSet("short", 0, "a", SHORT_MS);
    await redis.compareAndSet("renewed", 0, "a", SHORT_MS);
    await redis.compareAndSet("renewed", 1, "b", LONG_MS);
    await redis.compareAndSet("renewed", 1, "lost", 1);
    await letPass(SHORT_MS + 50);
    assert.equal(await redis.get("short"), undefined);
    assert.deepEqual(await redis.get("renewed"), { version: 2, value: "b" });
    assert.equal(await redis.compareAndSet("short", 1, "too late", LONG_MS), false);
    assert.equal(await redis.compareAndSet("short", 0, "new", LONG_MS), true);
  });

  test("reading a plain value as a record is an error", async ({ redis }) => {
    await redis.setNxPx("lock", "token", LONG_MS);
    await assert.rejects(redis.get("lock"), /something else/);
    await assert.rejects(redis.versions(["lock"]), /something else/);
    await assert.rejects(redis.compareAndSet("lock", 0, "x", LONG_MS), /something else/);
    assert.equal(await redis.deleteIfEquals("lock", "token"), true);
  });
}

function plainValueTests(test: Test): void {
  test("of 50 callers that set a lock exactly one gets it, until its ttl", async ({ redis, letPass }) => {
    const held = await Promise.all(
      Array.from({ length: 50 }, (_, index) => redis.setNxPx("lock", `holder-${index}`, SHORT_MS)),
    );
    assert.equal(held.filter(Boolean).length, 1);
    await letPass(SHORT_MS + 50);
    assert.equal(await redis.setNxPx("lock", "next", LONG_MS), true);
    assert.equal(await redis.setNxPx("lock", "next", LONG_MS), false);
  });

  test("only the holder of a lock can release it", async ({ redis }) => {
    await redis.setNxPx("lock", UNICODE, LONG_MS);
    assert.equal(await redis.deleteIfEquals("lock", "other"), false);
    assert.equal(await redis.setNxPx("lock", "other", LONG_MS), false);
    assert.equal(await redis.deleteIfEquals("lock", UNICODE), true);
    assert.equal(await redis.deleteIfEquals("lock", UNICODE), false);
    assert.equal(await redis.setNxPx("lock", "other", LONG_MS), true);
  });

  test("a counter counts every increment and expires after its first ttl", async (underTest) => {
    const { redis, letPass } = underTest;
    const counts = await Promise.all(
      Array.from({ length: 20 }, () => redis.incrementWithTtl("count", SHORT_MS)),
    );
    assert.deepEqual(counts.toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i + 1));
    await letPass(SHORT_MS / 5);
    assert.equal(await redis.incrementWithTtl("count", LONG_MS), 21);
    await letPass(SHORT_MS);
    assert.equal(await redis.incrementWithTtl("count", LONG_MS), 1);
  });
}

function messageTests(test: Test): void {
  test("messages arrive at every subscriber, in the order of publishing", async ({ redis }) => {
    const [first, second, other]: string[][] = [[], [], []];
    await subscribe(redis, "channel", first!);
    await subscribe(redis, "channel", second!);
    await subscribe(redis, "other", other!);
    const sent = Array.from({ length: 200 }, (_, index) => `${index} ${UNICODE}`);
    await Promise.all(sent.map((message) => redis.publish("channel", message)));
    await redis.publish("other", "end");
    await eventually(() => assert.deepEqual(other, ["end"]));
    assert.deepEqual(first, sent);
    assert.deepEqual(second, sent);
  });

  test("a closed subscription gets no message, other subscriptions of its channel do", async ({ redis }) => {
    const [closed, open]: string[][] = [[], []];
    const subscription = await subscribe(redis, "channel", closed!);
    const last = await subscribe(redis, "channel", open!);
    await subscription.close();
    await subscription.close();
    await redis.publish("channel", "one");
    await eventually(() => assert.deepEqual(open, ["one"]));
    const left = last.close();
    await Promise.all([left, subscribe(redis, "channel", open!)]);
    await redis.publish("channel", "two");
    await eventually(() => assert.deepEqual(open, ["one", "two"]));
    assert.deepEqual(closed, []);
  });
}

function hintTests(test: Test): void {
  test("a hint is published only with a successful write, and never before it", async ({ redis }) => {
    const seen: Promise<number>[] = [];
    const hints: string[] = [];
    await redis.subscribe("hints", {
      onMessage(message) {
        hints.push(message);
        seen.push(redis.get("record").then((record) => record?.version ?? 0));
      },
      onResubscribed: () => assert.fail("nothing was interrupted"),
    });
    for (let version = 0; version < 50; version += 1) {
      const hint = { channel: "hints", message: String(version + 1) };
      await redis.compareAndSet("record", version, "value", LONG_MS, hint);
      const lost = { channel: "hints", message: "never" };
      assert.equal(await redis.compareAndSet("record", version, "value", LONG_MS, lost), false);
    }
    await redis.publish("hints", "end");
    await eventually(() => assert.equal(hints.at(-1), "end"));
    assert.deepEqual(hints.slice(0, -1), Array.from({ length: 50 }, (_, i) => String(i + 1)));
    const versions = await Promise.all(seen);
    versions.slice(0, -1).forEach((version, index) => assert.ok(version >= index + 1));
  });

  test("check resolves while Redis and the subscriptions work", async ({ redis }) => {
    await redis.subscribe("channel", { onMessage() {}, onResubscribed() {} });
    await redis.check();
  });
}

function subscribe(redis: Redis, channel: string, messages: string[]) {
  return redis.subscribe(channel, {
    onMessage: (message) => void messages.push(message),
    onResubscribed: () => assert.fail("nothing was interrupted"),
  });
}
