import assert from "node:assert/strict";
import {
  ATTEMPT_LIFETIME_MS,
  CONFIRMED_LIFETIME_MS,
  type Flow,
  flowSchema,
  type LoginAttempt,
  type RecordedStatus,
  recordedStatusSchema,
  statusAt,
} from "packages/login/attempt.ts";
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
  createAttempt,
  deny,
  fail,
  replace,
  type Step,
} from "packages/login/transitions.ts";

const NOW = Date.UTC(2026, 0, 1);

const STEPS: Record<string, (attempt: LoginAttempt, now: number) => Step> = {
  claim,
  askForNumber: (attempt, now) => askForNumber(attempt, now, SAMPLE_IDENTITY, SAMPLE_MATCH),
  chooseRight: (attempt, now) => chooseNumber(attempt, now, SAMPLE_MATCH.number),
  chooseWrong: (attempt, now) => chooseNumber(attempt, now, "17"),
  confirm: (attempt, now) => confirm(attempt, now, SAMPLE_IDENTITY),
  deny,
  fail: (attempt, now) => fail(attempt, now, "not_a_member"),
  consume,
};

/** All allowed steps: flow, from, step, to. Every other step is refused. */
const ALLOWED = new Map<string, RecordedStatus>(
  flowSchema.options.flatMap((flow) => {
    const last = flow === "own" ? ["scanned", "confirming"] : ["scanned"];
    const undecided = ["pending", ...last];
    return [
      [`${flow} pending claim`, "scanned"],
      [`${flow} confirmed consume`, "consumed"],
      ...undecided.map((from) => [`${flow} ${from} deny`, "denied"]),
      ...undecided.map((from) => [`${flow} ${from} fail`, "failed"]),
      ...flow === "own"
        ? [
          ["own scanned askForNumber", "confirming"],
          ["own confirming chooseRight", "confirmed"],
          ["own confirming chooseWrong", "denied"],
        ]
        : [[`${flow} scanned confirm`, "confirmed"]],
    ] as [string, RecordedStatus][];
  }),
);

function attemptIn(flow: Flow, status: RecordedStatus): LoginAttempt {
  const reached = ["confirming", "confirmed", "consumed"].includes(status);
  return {
    ...sampleAttempt(flow, NOW),
    status,
    ...(reached ? { identity: SAMPLE_IDENTITY } : {}),
    ...(reached && flow === "own" ? { match: SAMPLE_MATCH } : {}),
  };
}

/** An attempt for every flow in every status that it can have. */
const ATTEMPTS = flowSchema.options.flatMap((flow) =>
  recordedStatusSchema.options
    .filter((status) => flow === "own" || status !== "confirming")
    .map((status) => attemptIn(flow, status))
);

Deno.test("every step from every status of every flow gives the status in the table, or is refused", () => {
  let allowed = 0;
  for (const attempt of ATTEMPTS) {
    for (const [name, step] of Object.entries(STEPS)) {
      const entry = `${attempt.flow} ${attempt.status} ${name}`;
      const before = structuredClone(attempt);
      assert.equal(step(attempt, NOW)?.status, ALLOWED.get(entry), entry);
      assert.deepEqual(attempt, before, "the given record is never changed");
      if (ALLOWED.has(entry)) allowed += 1;
    }
  }
  assert.equal(allowed, ALLOWED.size);
});

Deno.test("no step is possible from the millisecond at which an attempt expires", () => {
  for (const attempt of ATTEMPTS) {
    for (const [name, step] of Object.entries(STEPS)) {
      const entry = `${attempt.flow} ${attempt.status} ${name}`;
      assert.equal(step(attempt, attempt.expiresAt), undefined, entry);
      assert.equal(step(attempt, attempt.expiresAt - 1)?.status, ALLOWED.get(entry), entry);
    }
  }
});

Deno.test("an attempt that has not ended becomes expired with time; an ended one keeps its status", () => {
  for (const attempt of ATTEMPTS) {
    const live = ["pending", "scanned", "confirming", "confirmed"].includes(attempt.status);
    assert.equal(statusAt(attempt, attempt.expiresAt - 1), attempt.status);
    assert.equal(statusAt(attempt, attempt.expiresAt), live ? "expired" : attempt.status);
  }
});

Deno.test("a new attempt is pending and expires after the lifetime of its flow", () => {
  for (const flow of flowSchema.options) {
    const attempt = sampleAttempt(flow, NOW);
    assert.equal(attempt.status, "pending");
    assert.equal(attempt.expiresAt - attempt.createdAt, ATTEMPT_LIFETIME_MS[flow]);
  }
  assert.deepEqual(ATTEMPT_LIFETIME_MS, { own: 120_000, hosted: 600_000, inapp: 600_000 });
  const { bindingHash, requester } = sampleAttempt("own", NOW);
  const parts = { sessionId: "s", state: "t", flow: "own", app: "a", redirect: "/" } as const;
  const created = createAttempt(
    { ...parts, bindingHash, requester, codeChallenge: undefined },
    NOW,
  );
  assert.ok(!("codeChallenge" in created));
});

Deno.test("a confirmed attempt has the identity and can be redeemed for a minute, however long the earlier steps took", () => {
  const late = NOW + ATTEMPT_LIFETIME_MS.hosted - 1;
  const confirmed = confirm(attemptIn("hosted", "scanned"), late, SAMPLE_IDENTITY);
  assert.deepEqual(confirmed?.identity, SAMPLE_IDENTITY);
  assert.equal(confirmed?.expiresAt, late + CONFIRMED_LIFETIME_MS);
  const chosen = chooseNumber(attemptIn("own", "confirming"), NOW, "42");
  assert.deepEqual(chosen?.identity, SAMPLE_IDENTITY);
  assert.equal(chosen?.expiresAt, NOW + CONFIRMED_LIFETIME_MS);
});

Deno.test("a failed attempt has a reason; steps before the decision do not change when the attempt expires", () => {
  assert.equal(fail(attemptIn("own", "scanned"), NOW, "out_of_scope")?.reason, "out_of_scope");
  const { expiresAt } = attemptIn("own", "pending");
  assert.equal(claim(attemptIn("own", "pending"), NOW + 5)?.expiresAt, expiresAt);
  const asked = askForNumber(attemptIn("own", "scanned"), NOW + 5, SAMPLE_IDENTITY, SAMPLE_MATCH);
  assert.equal(asked?.expiresAt, expiresAt);
  assert.deepEqual(asked?.match, SAMPLE_MATCH);
});

Deno.test("a number is never right when none was asked for", () => {
  const { match: _, ...unasked } = attemptIn("own", "confirming");
  assert.equal(chooseNumber(unasked, NOW, "42")?.status, "denied");
  assert.equal(chooseNumber(attemptIn("own", "pending"), NOW, "42"), undefined);
});

Deno.test("a replaced attempt is expired at once; one that was decided is not replaced", () => {
  for (const attempt of ATTEMPTS) {
    const isUndecided = ["pending", "scanned", "confirming"].includes(attempt.status);
    const replaced = replace(attempt, NOW);
    assert.equal(replaced && statusAt(replaced, NOW), isUndecided ? "expired" : undefined);
  }
});
