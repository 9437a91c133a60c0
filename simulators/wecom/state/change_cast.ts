import { randomSecret } from "packages/platform/random.ts";
import {
  type Agent,
  type Corp,
  createAgent,
  createMember,
  type Member,
} from "simulators/wecom/cast.ts";
import type { CastChanges } from "simulators/wecom/state/cast_schema.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

type CorpChanges = CastChanges["corps"][number];

/**
 * Merges `changes` into the cast: records are found by id, named fields replace, the rest stays; an
 * unknown id is added with the cast's defaults. A changed secret ends the app's tokens.
 */
export function changeCast(state: WecomState, changes: CastChanges): void {
  for (const changed of changes.corps) {
    const corp = state.corps.find(({ id }) => id === changed.id) ?? addCorp(state, changed.id);
    if (changed.name !== undefined) corp.name = changed.name;
    for (const agent of changed.agents ?? []) changeAgent(state, corp, agent);
    for (const member of changed.members ?? []) changeMember(corp, member);
    corp.departments = mergeById(corp.departments, changed.departments ?? []);
    corp.outsiders = mergeById(corp.outsiders, changed.outsiders ?? []);
  }
}

function addCorp(state: WecomState, id: string): Corp {
  const corp = { id, name: id, departments: [], agents: [], members: [], outsiders: [] };
  state.corps.push(corp);
  return corp;
}

function changeAgent(
  state: WecomState,
  corp: Corp,
  changes: NonNullable<CorpChanges["agents"]>[number],
): void {
  const fields = withoutUndefined<Partial<Agent>>(changes);
  const agent = corp.agents.find(({ id }) => id === changes.id);
  if (!agent) {
    const secret = randomSecret(state.randomBytes);
    corp.agents.push(createAgent({ secret, ...fields, id: changes.id }));
    return;
  }
  if (changes.secret !== undefined && changes.secret !== agent.secret) {
    state.tokens.revoke({ corpId: corp.id, agentId: agent.id });
  }
  Object.assign(agent, fields);
}

function changeMember(corp: Corp, changes: NonNullable<CorpChanges["members"]>[number]): void {
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
