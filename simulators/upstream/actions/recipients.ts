import { INNER } from "simulators/upstream/cast/contacts.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import { UpstreamError } from "simulators/upstream/wire/upstream_error.ts";

/** A person to whom a message is sent. */
export interface Recipient {
  readonly userId: string;
  /** Why the message will be refused later, if it will. */
  readonly refuses: "deleted" | "blocked" | undefined;
}

/**
 * The person with this id: one of our accounts, a colleague or an external contact.
 * @throws UpstreamError when there is none
 */
export function findRecipient(state: UpstreamState, userId: string): Recipient {
  const contact = state.contacts.find((candidate) => candidate.userId === userId);
  if (contact !== undefined) {
    const isDeleted = contact.status === 2049 || contact.status === 0;
    return {
      userId,
      refuses: contact.hasBlockedUs ? "blocked" : isDeleted ? "deleted" : undefined,
    };
  }
  const isColleague = INNER.some(({ members }) => members.some((it) => it.userId === userId));
  if (isColleague || state.accounts.find(userId)) return { userId, refuses: undefined };
  throw new UpstreamError(-24001001, `联系人不存在: ${userId}（模拟器自拟）`);
}
