import assert from "node:assert/strict";
import {
  flowSchema,
  hasEnded,
  type LoginAttempt,
  loginAttemptSchema,
  statusAt,
} from "packages/login/attempt.ts";
import { createAttemptStore, type StoredAttempt } from "packages/login/attempt_store.ts";
import {
  SAMPLE_IDENTITY,
  SAMPLE_MATCH,
  sampleAttempt,
} from "packages/login/testing/sample_attempt.ts";
import {
  askForNumber,
  chooseNumber,
  claim,
  confirm,
  consume,
  deny,
  fail,
  type Step,
} from "packages/login/transitions.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createInMemoryTestRedis } from "packages/testkit/test_redis.ts";

const RUNS = 500;
const EVENTS_PER_RUN = 40;

/** mulberry32: the same numbers from 0 to 1 for the same seed. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Event = readonly [name: string, step: (attempt: LoginAttempt, now: number) => Step];

const EVENTS: readonly Event[] = [
  ["claim", claim],
  ["ask", (attempt, now) => askForNumber(attempt, now, SAMPLE_IDENTITY, SAMPLE_MATCH)],
  ["right", (attempt, now) => chooseNumber(attempt, now, SAMPLE_MATCH.number)],
  ["wrong", (attempt, now) => chooseNumber(attempt, now, "17")],
  ["confirm", (attempt, now) => confirm(attempt, now, SAMPLE_IDENTITY)],
  ["consume", consume],
  ["deny", deny],
  ["fail", (attempt, now) => fail(attempt, now, "wecom_unavailable")],
];
/** Steps that end an attempt without a login are rare; otherwise few attempts would get far. */
const RARE = new Set(["wrong", "deny", "fail"]);

interface History {
  consumed: number;
  rightNumbers: number;
  readonly versions: Set<number>;
  last: StoredAttempt;
}

function checkInvariants(history: History, next: StoredAttempt, now: number): void {
  const { last } = history;
  const { attempt } = next;
  loginAttemptSchema.parse(attempt);
  assert.equal(next.version, last.version + 1, "versions grow by one");
  assert.ok(!history.versions.has(next.version), "a version is written once");
  assert.ok(!hasEnded(statusAt(last.attempt, now)), "an ended attempt does not change");
  assert.ok(history.consumed <= 1, "consumed once at most");
  if (["confirming", "confirmed", "consumed"].includes(attempt.status)) {
    assert.deepEqual(attempt.identity, SAMPLE_IDENTITY, "there is no login without an identity");
  }
  if (attempt.status === "consumed") assert.equal(last.attempt.status, "confirmed");
  if (attempt.status === "confirmed") {
    assert.equal(last.attempt.status, attempt.flow === "own" ? "confirming" : "scanned");
    assert.equal(
      history.rightNumbers,
      attempt.flow === "own" ? 1 : 0,
      "own QR is confirmed only by the right number",
    );
  }
  if (attempt.status === "confirming") assert.equal(attempt.flow, "own");
  assert.equal(attempt.status === "failed", attempt.reason !== undefined, "failed has a reason");
  const fixed = ["sessionId", "state", "flow", "bindingHash", "createdAt", "redirect"] as const;
  for (const name of fixed) {
    assert.equal(attempt[name], last.attempt[name], `${name} never changes`);
  }
}

async function simulate(seed: number): Promise<LoginAttempt> {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)]!;
  const clock = createFakeClock();
  const store = createAttemptStore({ redis: createInMemoryTestRedis(clock), clock });
  const started = await store.create(sampleAttempt(pick(flowSchema.options), clock.now()));
  const history: History = { consumed: 0, rightNumbers: 0, versions: new Set([1]), last: started };
  // Readers keep what they have read for a while: some act on an outdated record.
  const held = [started];
  for (let count = 0; count < EVENTS_PER_RUN; count += 1) {
    clock.advance(Math.floor(random() * (random() < 0.02 ? 300_000 : 2_000)));
    const [name, step] = pick(EVENTS);
    if (RARE.has(name) && random() < 0.85) continue;
    const from = random() < 0.6 ? history.last : pick(held);
    const next = step(from.attempt, clock.now());
    if (next === undefined) continue;
    const written = await store.advance(from, next);
    assert.equal(written !== undefined, from.version === history.last.version, "one writer wins");
    if (written === undefined) continue;
    if (next.status === "consumed") history.consumed += 1;
    if (name === "right") history.rightNumbers += 1;
    checkInvariants(history, written, clock.now());
    history.versions.add(written.version);
    history.last = written;
    held.push(written);
  }
  const read = await store.readBySession(started.attempt.sessionId);
  if (read !== undefined) assert.deepEqual(read, history.last);
  return history.last.attempt;
}

Deno.test("an attempt keeps its invariants with any events in any order", async () => {
  const firstSeed = Math.floor(Math.random() * 2 ** 31);
  const endings = new Map<string, number>();
  for (let seed = firstSeed; seed < firstSeed + RUNS; seed += 1) {
    const last = await simulate(seed).catch((error) => {
      throw new Error(`simulate(${seed}) has failed`, { cause: error });
    });
    const ending = `${last.flow} ${last.status}`;
    endings.set(ending, (endings.get(ending) ?? 0) + 1);
  }
  // The runs prove something only when they reach every ending that is stored.
  for (const flow of flowSchema.options) {
    for (const status of ["consumed", "denied", "failed"]) {
      assert.ok(
        endings.has(`${flow} ${status}`),
        `no run with flow ${flow} ended as ${status} (seeds from ${firstSeed})`,
      );
    }
  }
});
