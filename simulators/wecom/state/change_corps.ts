import { z } from "zod";
import { randomSecret } from "packages/platform/random.ts";
import {
  botSchema,
  callbackSchema,
  type CallbackSettings,
  createBot,
} from "simulators/wecom/channels.ts";
import {
  agentSchema,
  type Corp,
  corpSchema,
  createAgent,
  createMember,
  memberSchema,
} from "simulators/wecom/corp.ts";
import { findMember } from "simulators/wecom/directory.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const callback = callbackSchema.partial();

/** `POST /_control/corps`: changes of entries with known ids, and new entries. */
export const corpChangesSchema = z.strictObject({
  corps: z.array(
    corpSchema.extend({
      agents: z.array(agentSchema.extend({ callback }).partial().required({ id: true })),
      bots: z.array(botSchema.extend({ callback }).partial().required({ id: true })),
      members: z.array(memberSchema.partial().required({ userid: true })),
    }).partial().required({ id: true }),
  ),
});

/**
 * Merges `changes` into the corps. Entries are found by id; given fields replace the old ones. An unknown id adds an entry
 * with default values. A changed secret ends the app's tokens.
 */
export function changeCorps(
  state: WecomState,
  changes: z.infer<typeof corpChangesSchema>,
): void {
  for (const { id, name, ...changed } of changes.corps) {
    const corp = state.corps.find((candidate) => candidate.id === id) ?? addCorp(state, id);
    corp.name = name ?? corp.name;
    for (const agent of changed.agents ?? []) {
      const known = corp.agents.find((candidate) => candidate.id === agent.id);
      if (known && agent.secret !== undefined && agent.secret !== known.secret) {
        state.tokens.revoke({ corpId: id, agentId: agent.id });
      }
      const secret = randomSecret(state.randomBytes);
      change(known ?? add(corp.agents, createAgent({ id: agent.id, secret })), agent);
    }
    for (const bot of changed.bots ?? []) {
      const known = corp.bots.find((candidate) => candidate.id === bot.id);
      change(known ?? add(corp.bots, createBot({ id: bot.id })), bot);
    }
    for (const { userid, ...fields } of changed.members ?? []) {
      Object.assign(
        findMember(corp, userid) ?? add(corp.members, createMember({ userid })),
        fields,
      );
    }
    corp.departments = mergeById(corp.departments, changed.departments ?? []);
    corp.kfAccounts = mergeById(corp.kfAccounts, changed.kfAccounts ?? []);
    corp.outsiders = mergeById(corp.outsiders, changed.outsiders ?? []);
  }
}

function addCorp(state: WecomState, id: string): Corp {
  return add(state.corps, {
    id,
    name: id,
    departments: [],
    agents: [],
    bots: [],
    kfAccounts: [],
    members: [],
    outsiders: [],
  });
}

function add<Item>(items: Item[], item: Item): Item {
  items.push(item);
  return item;
}

function change(
  item: { callback: CallbackSettings },
  { callback, ...fields }: { callback?: object | undefined },
): void {
  Object.assign(item, fields);
  Object.assign(item.callback, callback);
}

function mergeById<Item extends { id: unknown }>(items: Item[], changes: Item[]): Item[] {
  const changedIds = new Set(changes.map(({ id }) => id));
  return [...items.filter(({ id }) => !changedIds.has(id)), ...changes];
}
