import { randomSecret } from "packages/platform/random.ts";
import {
  type Agent,
  type Corp,
  createAgent,
  createMember,
  type Member,
} from "simulators/wecom/corp.ts";
import { type Bot, type CallbackSettings, createBot } from "simulators/wecom/channels.ts";
import type { CorpChanges } from "simulators/wecom/state/corp_schema.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

type ChangedCorp = CorpChanges["corps"][number];

/**
 * Merges `changes` into the corps. Entries are found by id; given fields replace the old ones. An unknown id adds an entry
 * with default values. A changed secret ends the app's tokens.
 */
export function changeCorps(state: WecomState, changes: CorpChanges): void {
  for (const changed of changes.corps) {
    const corp = state.corps.find(({ id }) => id === changed.id) ?? addCorp(state, changed.id);
    if (changed.name !== undefined) corp.name = changed.name;
    for (const agent of changed.agents ?? []) changeAgent(state, corp, agent);
    for (const bot of changed.bots ?? []) changeBot(corp, bot);
    for (const member of changed.members ?? []) changeMember(corp, member);
    corp.departments = mergeById(corp.departments, changed.departments ?? []);
    corp.kfAccounts = mergeById(corp.kfAccounts, changed.kfAccounts ?? []);
    corp.outsiders = mergeById(corp.outsiders, changed.outsiders ?? []);
  }
}

function addCorp(state: WecomState, id: string): Corp {
  const corp: Corp = {
    id,
    name: id,
    departments: [],
    agents: [],
    bots: [],
    kfAccounts: [],
    members: [],
    outsiders: [],
  };
  state.corps.push(corp);
  return corp;
}

function changeAgent(
  state: WecomState,
  corp: Corp,
  { id, callback, ...changes }: NonNullable<ChangedCorp["agents"]>[number],
): void {
  const fields = withoutUndefined<Partial<Agent>>(changes);
  let agent = corp.agents.find((candidate) => candidate.id === id);
  if (!agent) {
    agent = createAgent({ id, secret: randomSecret(state.randomBytes) });
    corp.agents.push(agent);
  } else if (changes.secret !== undefined && changes.secret !== agent.secret) {
    state.tokens.revoke({ corpId: corp.id, agentId: id });
  }
  Object.assign(agent, fields);
  Object.assign(agent.callback, withoutUndefined<Partial<CallbackSettings>>(callback ?? {}));
}

function changeBot(
  corp: Corp,
  { id, callback, ...changes }: NonNullable<ChangedCorp["bots"]>[number],
): void {
  let bot = corp.bots.find((candidate) => candidate.id === id);
  if (!bot) {
    bot = createBot({ id });
    corp.bots.push(bot);
  }
  Object.assign(bot, withoutUndefined<Partial<Bot>>(changes));
  Object.assign(bot.callback, withoutUndefined<Partial<CallbackSettings>>(callback ?? {}));
}

function changeMember(corp: Corp, changes: NonNullable<ChangedCorp["members"]>[number]): void {
  const fields = withoutUndefined<Partial<Member>>(changes);
  const wanted = changes.userid.toLowerCase();
  const member = corp.members.find(({ userid }) => userid.toLowerCase() === wanted);
  if (member) Object.assign(member, fields, { userid: member.userid });
  else corp.members.push(createMember({ ...fields, userid: changes.userid }));
}

function mergeById<Item extends { id: unknown }>(items: Item[], changes: Item[]): Item[] {
  const changedIds = new Set(changes.map(({ id }) => id));
  return [...items.filter(({ id }) => !changedIds.has(id)), ...changes];
}

/** The fields that were given: `undefined` is no value in our types (exactOptionalPropertyTypes). */
function withoutUndefined<Target>(
  fields: { [Key in keyof Target]?: Target[Key] | undefined },
): Target {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Target;
}
