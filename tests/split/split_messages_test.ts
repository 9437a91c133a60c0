import assert from "node:assert/strict";
import { setTimeout as wait } from "node:timers/promises";
import { eventually } from "packages/testkit/eventually.ts";
import {
  type MessageCluster,
  type SentMessage,
  startMessageCluster,
  type Writer,
} from "tests/split/support/message_cluster.ts";

const WRITERS = 20;
const MESSAGES_EACH = 10;
/** Another worker takes over ten seconds after a kill, and may be killed as well. */
const ANSWERED_WITHIN_MS = 240_000;
const writers = Array.from({ length: WRITERS }, (_, index): Writer => ({
  channel: index % 4 === 3 ? "kf" : "app",
  person: `writer${index}`,
}));

let cluster: MessageCluster;
Deno.test.beforeAll(async () => {
  cluster = await startMessageCluster({ writers, env: { MERGE_WINDOW_MS: "100" } });
  // Long enough that a kill can interrupt an answer.
  await cluster.model({ delayMs: 300 });
});
Deno.test.afterAll(() => cluster.stop());

const KILLS: Readonly<Record<string, (index: number) => Promise<void>>> = {
  callback: (index) => killAndRestart(cluster.callbacks[index % 2]!),
  "ai-reply": (index) => killAndRestart(cluster.replies[index % 2]!),
  Postgres: async () => {
    await cluster.postgres.kill();
    await wait(1_000);
    await cluster.postgres.restart();
  },
  Redis: async () => {
    await cluster.redis.kill("SIGKILL");
    await wait(1_000);
    await cluster.redis.restart();
  },
};

for (const [victim, kill] of Object.entries(KILLS)) {
  Deno.test(`${victim} killed three times during ${WRITERS * MESSAGES_EACH} messages: each is answered exactly once, in order`, () =>
    cluster.withOutput(async () => {
      const before = await Promise.all(writers.map((writer) => cluster.shownTo(writer)));
      const killing = killRepeatedly(kill);
      const written = await Promise.all(writers.map((writer) => writeAll(victim, writer)));
      await killing;
      await Promise.all(writers.map(async (writer, index) => {
        await eventually(async () => {
          const shown = (await cluster.shownTo(writer)).slice(before[index]!.length);
          assertAnsweredOnceInOrder(shown, written[index]!);
        }, { withinMs: ANSWERED_WITHIN_MS });
      }));
    }));
}

/** Writes one person's messages, one after the other, as each is accepted; returns their texts. */
async function writeAll(occasion: string, writer: Writer): Promise<string[]> {
  const texts = Array.from(
    { length: MESSAGES_EACH },
    (_, index) => `${occasion} ${writer.person} question ${index}.`,
  );
  for (const text of texts) {
    await cluster.write(writer, text);
    await wait(Math.random() * 400);
  }
  return texts;
}

async function killRepeatedly(kill: (index: number) => Promise<void>): Promise<void> {
  for (let index = 0; index < 3; index += 1) {
    // WeCom delivers a message four times at most: one outage must end before the next one starts.
    await Promise.all([...cluster.callbacks, ...cluster.replies].map((it) => it.whenReady()));
    await wait(500 + Math.random() * 700);
    await kill(index);
  }
}

async function killAndRestart(
  victim: { kill(): Promise<void>; restart(): Promise<void> },
): Promise<void> {
  await victim.kill();
  await victim.restart();
}

/** The simulated model repeats the question, so every answer shows which question it answers. */
function assertAnsweredOnceInOrder(shown: readonly SentMessage[], written: readonly string[]) {
  const answers = shown.map(({ text }) => text).join("\n");
  const places = written.map((text) => {
    const parts = answers.split(text);
    assert.equal(
      parts.length - 1,
      1,
      `"${text}" is answered ${parts.length - 1} times in: ${answers}`,
    );
    return parts[0]!.length;
  });
  assert.deepEqual(places.toSorted((a, b) => a - b), places, "answers are in order");
}
