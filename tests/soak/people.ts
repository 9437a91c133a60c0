import { createLoginClient } from "packages/testkit/login_client.ts";
import { signIn } from "packages/testkit/sign_in.ts";
import type { MessageCluster, Writer } from "tests/split/support/message_cluster.ts";
import type { Tally } from "tests/soak/tally.ts";

const CORP_ID = "ww0123456789abcdef";
const SIGN_IN_EVERY_MS = 1_000;
const MESSAGE_EVERY_MS = 500;
const ANSWERED_WITHIN_MS = 60_000;
const LOOK_EVERY_MS = 500;

/** One sign-in a second, hosted and own QR in turn, by one member after the other, until `signal` aborts. */
export async function keepSigningIn(
  cluster: MessageCluster,
  members: readonly string[],
  { tally, signal }: { tally: Tally; signal: AbortSignal },
): Promise<void> {
  await everyUntil(SIGN_IN_EVERY_MS, signal, (index) => {
    const userId = members[index % members.length]!;
    const flow = index % 2 === 0 ? "hosted" : "own";
    return tally.count(`sign-in, ${flow}`, async () => {
      const subject = await signIn(createLoginClient(cluster.url), { flow, userId });
      if (subject !== `${CORP_ID}/${userId}`) throw new Error(`${userId} is ${subject}`);
    });
  });
}

/** Two messages a second, by one writer after the other, until `signal` aborts; each must be answered exactly once. */
export async function keepWriting(
  cluster: MessageCluster,
  writers: readonly Writer[],
  { tally, signal }: { tally: Tally; signal: AbortSignal },
): Promise<void> {
  await everyUntil(MESSAGE_EVERY_MS, signal, (index) => {
    const writer = writers[index % writers.length]!;
    return tally.count(`message, ${writer.channel}`, async () => {
      const text = `Question ${index} of ${writer.person}.`;
      await cluster.write(writer, text);
      await waitForAnswer(cluster, writer, text);
    });
  });
}

/** The simulated model repeats the question in its answer. */
async function waitForAnswer(cluster: MessageCluster, writer: Writer, text: string) {
  const deadline = performance.now() + ANSWERED_WITHIN_MS;
  for (;;) {
    const shown = await cluster.shownTo(writer);
    const answers = shown.filter((message) => message.text.includes(text)).length;
    if (answers === 1) return;
    if (answers > 1) throw new Error(`"${text}" was answered ${answers} times`);
    if (performance.now() > deadline) throw new Error(`"${text}" was not answered in a minute`);
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
}

/** Begins `act` at a fixed rate, whether or not earlier ones have ended; resolves when all have ended. */
async function everyUntil(
  intervalMs: number,
  signal: AbortSignal,
  act: (index: number) => Promise<void>,
): Promise<void> {
  const acts: Promise<void>[] = [];
  const startedAt = performance.now();
  for (let index = 0; !signal.aborted; index += 1) {
    acts.push(act(index));
    const nextMs = startedAt + (index + 1) * intervalMs - performance.now();
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, nextMs)));
  }
  await Promise.all(acts);
}
