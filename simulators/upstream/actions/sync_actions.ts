import type { Action } from "simulators/upstream/actions/action.ts";
import { pushMessage } from "simulators/upstream/push/messages.ts";
import { readId, readLimit } from "simulators/upstream/wire/fields.ts";

/** Pushes the messages after `seq` again, with `issync`; the answer says only whether there are more. */
export const syncActions: readonly Action[] = [
  {
    name: "SyncAllData",
    needs: "login",
    answer: ({ state, fields, instance }) => {
      const account = state.accounts.find(instance.vid!)!;
      const after = Number(readId(fields["seq"]) ?? 0);
      const rest = account.messages.filter(({ serverId }) => serverId > after);
      const page = rest.slice(0, readLimit(fields));
      for (const message of page) pushMessage(state, account, message, { isSync: true });
      const seq = page.at(-1)?.serverId ?? after;
      return { data: { is_select: rest.length > page.length ? 1 : 0, seq } };
    },
  },
];
