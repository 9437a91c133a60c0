import assert from "node:assert/strict";
import {
  type BridgeWorld,
  type Member,
  readAccount,
  readAccounts,
} from "tests/bridge/support/bridge_world.ts";
import { passUntil } from "tests/bridge/support/pass_until.ts";
import type { People } from "tests/bridge/support/people.ts";
import { countInits } from "tests/bridge/support/troubles.ts";

/** Nothing goes wrong any more; people bring every account online. */
export async function bringOnline(
  world: BridgeWorld,
  people: People,
  { rounds, roundMs }: { readonly rounds: number; readonly roundMs: number },
): Promise<void> {
  world.cutNetwork(false);
  await world.clear("faults");
  await world.clear("pushFaults");
  for (let round = 0; round < rounds; round += 1) {
    const accounts = await readAccounts(world);
    const offline = people.members.filter(({ accountId }) =>
      accounts.get(accountId)!.state !== "online"
    );
    const uncached = offline.length > 0 ? [] : await readUncached(world, people);
    if (offline.length + uncached.length === 0 && !people.isWaiting) return;
    // A new login stores it again, so that the account can come back by itself later.
    for (const { vid } of uncached) await world.control("drop", { vid });
    for (const member of offline) await people.help(member);
    await world.pass(roundMs);
  }
  const accounts = await readAccounts(world);
  assert.deepEqual(
    [...accounts.values()].filter(({ state }) => state !== "online"),
    [],
    "people can bring every account online",
  );
}

/** Members whose login the upstream does not store. */
async function readUncached(world: BridgeWorld, { members }: People): Promise<Member[]> {
  const { accounts } = await world.read("state") as {
    accounts: readonly { vid: string; hasCache: boolean }[];
  };
  return members.filter(({ vid }) =>
    accounts.some((account) => account.vid === vid && !account.hasCache)
  );
}

/** How often something happened to an account. */
async function count(
  { sql }: BridgeWorld,
  { accountId }: Member,
  what: "get_qr:ok" | "account.needs_scan",
): Promise<number> {
  const [row] = await sql`
    select (select count(*)::int from upstream_bridge.log
        where account_id = ${accountId} and event_type = ${what})
      + (select count(*)::int from upstream_bridge.events
        where account_id = ${accountId} and type = ${what}) as count`;
  return row!.count;
}

/** From accounts that are all online: each loses its login in another way, and ends as it should. */
export async function checkFinalLosses(world: BridgeWorld, people: People): Promise<void> {
  const { members } = people;
  const [kicked, ended, stopped, loggedOut, dropped, expired, scanned, ...untouched] = members as [
    Member,
    Member,
    Member,
    Member,
    Member,
    Member,
    Member,
    ...Member[],
  ];
  const asked = async (member: Member) =>
    [
      await count(world, member, "account.needs_scan"),
      await count(world, member, "get_qr:ok"),
    ] as const;
  const before = new Map(
    await Promise.all(members.map(async (member) => [member, await asked(member)] as const)),
  );
  const initsOf = async (member: Member) => await countInits(world, [member.accountId]);
  const initsBefore = new Map(
    await Promise.all(members.map(async (member) => [member, await initsOf(member)] as const)),
  );

  await world.control("kick", { vid: kicked.vid });
  await world.control("phoneEnd", { vid: ended.vid });
  people.command(stopped, "stop");
  people.command(loggedOut, "logout");
  await world.control("drop", { vid: dropped.vid });
  for (const { vid } of [expired, scanned]) {
    await world.control("expireCache", { vid });
    await world.control("drop", { vid });
  }
  await world.pass(world.pace.settle);
  await passUntil(world, world.pace.settle * 2, async () => {
    const { state } = await readAccount(world, scanned);
    if (state !== "online") await people.help(scanned);
    return state === "online";
  });
  await passUntil(world, world.pace.qrExpiry, async () => {
    const { state } = await readAccount(world, expired);
    return state === "offline";
  });
  await people.whenAnswered();

  const ends = [
    [kicked, "offline", "kicked", 1, 0],
    [ended, "offline", "ended_by_phone", 1, 0],
    [stopped, "stopped", null, 0, 0],
    [loggedOut, "stopped", null, 0, 0],
    [dropped, "online", null, 0, 0],
    [expired, "offline", "qr_expired", 1, 1],
    [scanned, "online", null, 1, 1],
    ...untouched.map((member) => [member, "online", null, 0, 0] as const),
  ] as const;
  for (const [member, state, reason, scans, codes] of ends) {
    const end = await readAccount(world, member);
    const [scansBefore, codesBefore] = before.get(member)!;
    const [scansAfter, codesAfter] = await asked(member);
    const found = [end.state, end.reason, scansAfter - scansBefore, codesAfter - codesBefore];
    const name = `account ${members.indexOf(member)}, which ends ${reason ?? state}`;
    assert.deepEqual(found, [state, reason, scans, codes], name);
  }
  for (const member of untouched) {
    assert.deepEqual(await initsOf(member), initsBefore.get(member), "no init without a loss");
  }
}

/** The upstream restarts: what is online makes one new instance each, and comes back. */
export async function checkRestart(world: BridgeWorld, people: People): Promise<void> {
  const accounts = await readAccounts(world);
  const online = people.members.filter(({ accountId }) =>
    accounts.get(accountId)!.state === "online"
  );
  const ids = online.map(({ accountId }) => accountId);
  const before = await countInits(world, ids) as { inits: number }[];
  await world.control("forgetInstances");
  const areOnline = async () => {
    const present = await readAccounts(world);
    const inits = await countInits(world, ids) as { inits: number }[];
    return inits.every(({ inits }, index) => inits > before[index]!.inits) &&
      ids.every((id) => present.get(id)!.state === "online");
  };
  await passUntil(world, world.pace.settle * 5, areOnline);
  const after = await countInits(world, ids) as { inits: number }[];
  assert.deepEqual(
    after.map(({ inits }, index) => inits - before[index]!.inits),
    ids.map(() => 1),
    "one new instance each",
  );
  const ends = await readAccounts(world);
  assert.deepEqual(ids.map((id) => ends.get(id)!.state), ids.map(() => "online"));
}
