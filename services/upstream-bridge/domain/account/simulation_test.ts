import assert from "node:assert/strict";
import type { AccountCommand } from "services/upstream-bridge/domain/account_command.ts";
import {
  AccountWorld,
  MEMBERS,
} from "services/upstream-bridge/domain/account/testing/account_world.ts";
import { ACCOUNT_STATES, OFFLINE_REASONS } from "services/upstream-bridge/domain/account.ts";
import type { StatePush } from "services/upstream-bridge/domain/account_inputs.ts";

const RUNS = 120;
const EVENTS_PER_RUN = 120;
const MINUTE_MS = 60_000;

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

const COMMANDS: readonly AccountCommand["kind"][] = [
  "start",
  "start",
  "start",
  "start",
  "init",
  "set_callback",
  "get_qr",
  "check_code",
  "check_code",
  "automatic_login",
  "second_verify",
  "check_now",
  "check_now",
  "clear_restriction",
  "stop",
  "log_out",
  "close",
];

function press(world: AccountWorld): void {
  const kind = world.pick(COMMANDS);
  if (kind === "check_code") {
    return world.command({ kind, code: world.chance(0.7) ? "123456" : "000000" });
  }
  if ((kind === "start" || kind === "init") && world.chance(0.2)) {
    return world.command({ kind, vid: world.pick(["", ...MEMBERS]) });
  }
  world.command({ kind });
}

const PUSHES: readonly StatePush["kind"][] = [
  "qr_scanned",
  "qr_cancelled",
  "code_required",
  "qr_expired",
  "ended_by_phone",
  "disconnected",
  "kicked",
  "second_verify",
  "restricted",
  "success",
];

/** A callback that does not fit: forged, late, or of an instance of the past. */
function pushNonsense(world: AccountWorld): void {
  const kind = world.pick(PUSHES);
  const uuid = world.chance(0.5) ? world.record.uuid ?? "i0" : `i${Math.floor(world.random() * 9)}`;
  const identity = { vid: MEMBERS[0], corpId: null, profile: null };
  const push = kind === "success" ? { kind, ...identity } : { kind };
  world.give({ kind: "push", uuid, push: push as StatePush });
}

/** What a person does who wants the account online. */
function help(world: AccountWorld): void {
  const { record: { state, uuid, qr }, upstream, now } = world;
  if (["new", "offline", "stopped"].includes(state)) return world.command({ kind: "start" });
  if (state === "code_required") return world.command({ kind: "check_code", code: "123456" });
  if (state === "second_verify" && qr === null) return world.command({ kind: "second_verify" });
  if (qr !== null && uuid !== null) upstream.scan(uuid, MEMBERS[0], now);
}

function drop(world: AccountWorld): void {
  const kinds = [
    "disconnected",
    "disconnected",
    "disconnected",
    "kicked",
    "ended_by_phone",
    "second_verify",
  ] as const;
  world.upstream.drop(world.record.uuid ?? "", world.pick(kinds));
}

/** Things that happen, and how often: to an account that is left alone, and to one with which people play. */
const HAPPENINGS: readonly (readonly [
  alone: number,
  played: number,
  happen: (world: AccountWorld) => void,
])[] = [
  [30, 10, help],
  [0, 12, press],
  [8, 6, drop],
  [3, 3, (world) => {
    world.upstream.cutUntil = world.now + world.random() * 12 * MINUTE_MS;
  }],
  [3, 2, ({ upstream }) => upstream.forgetInstances()],
  [0.3, 1, ({ upstream }) => upstream.caches.clear()],
  [4, 4, (world) => world.crash(world.random() * MINUTE_MS)],
  [3, 4, pushNonsense],
  [1, 1, ({ upstream, record }) => upstream.loseCallback(record.uuid)],
  [
    0,
    1,
    ({ upstream, record, now }) =>
      record.uuid !== null && upstream.scan(record.uuid, MEMBERS[1], now),
  ],
  [1, 1, (world) => {
    const trouble = world.pick(["second_verify", "not_logged_in"] as const);
    world.give({ kind: "reported", uuid: world.record.uuid ?? "", trouble });
  }],
  [0.1, 1, (world) => {
    world.conflictNext = true;
  }],
];

function happen(world: AccountWorld, isAlone: boolean): void {
  const weights = HAPPENINGS.map(([alone, played]) => isAlone ? alone : played);
  let left = world.random() * weights.reduce((sum, weight) => sum + weight, 0);
  for (const [index, [, , act]] of HAPPENINGS.entries()) {
    left -= weights[index]!;
    if (left < 0) return void act(world);
  }
}

/** States from which an account comes back without a person. */
const RETURNS_FROM = ["online", "suspect", "reconnecting", "auto_login"];

/** The end of a run: nothing goes wrong any more, and no person acts. */
function rest(world: AccountWorld): void {
  const { record, upstream } = world;
  world.isQuiet = true;
  world.conflictNext = false;
  upstream.cutUntil = 0;
  const hasCache = record.vid !== null && upstream.caches.has(record.vid);
  const mustReturn = hasCache && RETURNS_FROM.includes(record.state) && record.attempts < 4 &&
    (record.suspicion === null || record.suspicion === "disconnected") && !world.isExpecting &&
    record.waiting.length === 0 &&
    upstream.loginOf(record.uuid) !== "verify";
  world.runUntil(world.now + 30 * MINUTE_MS);
  const { state, reason } = world.record;
  assert.deepEqual([...world.history.open], [], "every command has a result");
  if (mustReturn) {
    world.history.returns += record.state === "online" ? 0 : 1;
    assert.equal(state, "online", `from ${record.state} it came to ${state} ${reason}`);
  }
  if (state === "online") assert.equal(upstream.loginOf(world.record.uuid), "in");
  assert.ok(["new", "online", "offline", "stopped"].includes(state), `at rest it is ${state}`);
}

function simulate(seed: number): AccountWorld {
  const world = new AccountWorld(seeded(seed));
  const isAlone = world.chance(0.6);
  for (let count = 0; count < EVENTS_PER_RUN; count += 1) {
    const longMs = isAlone ? 5 * MINUTE_MS : 15 * MINUTE_MS;
    const pauseMs = world.random() * (world.chance(isAlone ? 0.4 : 0.1) ? longMs : 20_000);
    world.runUntil(world.now + Math.floor(pauseMs));
    happen(world, isAlone);
  }
  rest(world);
  assert.ok(world.upstream.mostCodeTries <= 5, "at most five tries for a key");
  return world;
}

Deno.test("an account keeps its invariants through drops, kicks, network cuts, restarts, crashes and any commands", () => {
  const firstSeed = Math.floor(Math.random() * 2 ** 31);
  const reached = new Set<string>();
  let [steps, returns] = [0, 0];
  for (let seed = firstSeed; seed < firstSeed + RUNS; seed += 1) {
    try {
      const { history } = simulate(seed);
      for (const name of [...history.states, ...history.reasons]) reached.add(name);
      steps += history.steps;
      returns += history.returns;
    } catch (error) {
      throw new Error(`simulate(${seed}) has failed`, { cause: error });
    }
  }
  // The runs prove something only when they reach every state, and all but the rare ends.
  const rare = ["no_vid", "reconnect_exhausted"];
  for (const name of [...ACCOUNT_STATES, ...OFFLINE_REASONS]) {
    if (!rare.includes(name)) assert.ok(reached.has(name), `no run from ${firstSeed} was ${name}`);
  }
  assert.ok(steps > 20_000, `only ${steps} steps`);
  assert.ok(returns > 0, "accounts come back from an outage");
});
