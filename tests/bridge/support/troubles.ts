import assert from "node:assert/strict";
import { type BridgeWorld, type Member, readAccounts } from "tests/bridge/support/bridge_world.ts";
import type { People } from "tests/bridge/support/people.ts";

type Trouble = (world: BridgeWorld, people: People, member: Member) => Promise<unknown> | void;

const ON_PHONE = (verb: string): Trouble => ({ control }, _people, { vid }) =>
  control(verb, { vid });

/** What goes wrong and what people do, with how often. */
const HAPPENINGS: readonly (readonly [number, Trouble])[] = [
  [20, (_world, people, member) => people.help(member)],
  [16, (_world, people, member) => people.order(member)],
  [16, (_world, people, member) => people.write(member)],
  [6, ON_PHONE("drop")],
  [2, ON_PHONE("kick")],
  [2, ON_PHONE("phoneEnd")],
  [1, ON_PHONE("expireCache")],
  [1, ON_PHONE("secondVerify")],
  [2, ON_PHONE("loseCallback")],
  [1, ({ control }) => control("forgetInstances")],
  [2, ({ control }, _people, { vid }) => control("replay", { vid, count: 20 })],
  [6, spoilCallbacks],
  [6, spoilAnswers],
  [2, (world, people) => cutNetwork(world, people)],
  [3, (world) => world.loseWorker()],
  [
    3,
    ({ dice }, people, member) =>
      people.command(member, ["stop", "logout", "close", "check", "register-callback"][dice(5)]!),
  ],
];

const CALLBACK_FAULTS = [
  { duplicates: 2, count: 5 },
  { reorder: true, count: 2 },
  { delayMs: 40_000, count: 2 },
  { delayMs: 3_000, count: 3 },
  { drop: true },
  { wrongToken: true },
  { unknownUuid: true },
  { malformedJson: true },
  { controlBytes: true },
];

const CALLS = [
  "init",
  "SetCallbackUrl",
  "getQrCode",
  "CheckCode",
  "automaticLogin",
  "GetRunClientByUuid",
  "SendTextMsg",
  "CloseConnent",
  "SyncAllData",
  "*",
];
const ANSWER_FAULTS = [
  { cut: true },
  { cut: true, after: true },
  { httpStatus: 502 },
  { httpStatus: 500, after: true },
  { malformed: true, after: true },
  { empty: true },
  { noErrcode: true },
  { errcodeAsString: true },
  { bom: true },
];

async function spoilCallbacks({ control, dice }: BridgeWorld): Promise<void> {
  await control("pushFaults", CALLBACK_FAULTS[dice(CALLBACK_FAULTS.length)]);
}

async function spoilAnswers({ control, dice }: BridgeWorld): Promise<void> {
  const call = CALLS[dice(CALLS.length)];
  await control("faults", { call, ...ANSWER_FAULTS[dice(ANSWER_FAULTS.length)] });
}

/** During a cut, people go on so many times. */
const PIECES = 5;

/** How many accounts the operator looks after each time. */
const HELPED = 3;

/** One thing happens to one of the accounts, while customers and programs write. */
export async function trouble(world: BridgeWorld, people: People): Promise<void> {
  const { members } = people;
  const chosen = members[world.dice(members.length)]!;
  await people.write(chosen);
  if (world.dice(2) === 0) people.order(chosen);
  // Else most accounts would wait for a person most of the time.
  for (let helped = 0; helped < HELPED; helped += 1) {
    await people.help(members[world.dice(members.length)]!);
  }
  const member = members[world.dice(members.length)]!;
  let left = world.dice(HAPPENINGS.reduce((sum, [weight]) => sum + weight, 0));
  for (const [weight, happen] of HAPPENINGS) {
    left -= weight;
    if (left < 0) return void await happen(world, people, member);
  }
}

/** The network is away for a while. What was online stays so, without a new instance. */
export async function cutNetwork(world: BridgeWorld, people: People): Promise<void> {
  const { dice, pace } = world;
  const healthy = await readHealthy(world);
  const before = await countInits(world, healthy);
  world.cutNetwork(true);
  const cutMs = pace.cutMax / 4 + dice(pace.cutMax);
  for (let piece = 0; piece < PIECES; piece += 1) {
    const member = people.members[dice(people.members.length)]!;
    await (dice(2) === 0 ? people.order(member) : people.write(member));
    await world.pass(cutMs / PIECES);
  }
  world.cutNetwork(false);
  await world.pass(pace.settle);
  assert.deepEqual(await countInits(world, healthy), before, "a network cut makes no instance");
}

/** The accounts that are online on both sides, with no command under way. */
async function readHealthy(world: BridgeWorld): Promise<string[]> {
  const accounts = await readAccounts(world);
  const { instances } = await world.read("state") as {
    instances: readonly { uuid: string; stage: string }[];
  };
  const online = new Set(
    instances.filter(({ stage }) => stage === "online").map(({ uuid }) => uuid),
  );
  const rows = await world.sql<{ id: string }[]>`
    select account_id as id from upstream_bridge.account_inputs where result is null
      and (handled_at is null or input ->> 'kind' = 'command')`;
  const busy = new Set(rows.map(({ id }) => id));
  return [...accounts.values()]
    .filter(({ id, state, uuid }) => state === "online" && online.has(uuid!) && !busy.has(id))
    .map(({ id }) => id).sort();
}

/** How many `init` calls each account has made. */
export async function countInits(
  { sql }: BridgeWorld,
  accountIds: readonly string[],
): Promise<object[]> {
  const rows = await sql`
    select account_id, count(*)::int as inits from upstream_bridge.log
    where event_type like 'init:%' and account_id = any(${accountIds as string[]}::uuid[])
    group by account_id order by account_id`;
  return [...rows];
}
