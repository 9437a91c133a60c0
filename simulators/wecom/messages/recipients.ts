import type { AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError, type Errcode } from "simulators/wecom/api/api_error.ts";
import type { Member } from "simulators/wecom/corp.ts";
import {
  findMember,
  isDepartmentInScope,
  isInScope,
  listDepartmentMembers,
} from "simulators/wecom/directory.ts";

/** To whom a message goes: ids, or all members in the app's scope. */
export interface Receivers {
  users: readonly string[] | "all";
  parties: readonly string[];
  tags: readonly string[];
}

/** The members who can get a message, and the ids that the app cannot reach; userids in lower case. */
export interface Recipients {
  members: readonly Member[];
  invalidUsers: readonly string[];
  invalidParties: readonly string[];
  invalidTags: readonly string[];
}

const limits = [["users", 1000, 40032], ["parties", 100, 82002], ["tags", 100, 82003]] as const;

/**
 * Finds the members behind `receivers`. The simulated corps have no tags, so every tag is invalid.
 * @throws ApiError `none` when there are no receivers, 40032, 82002 or 82003 when there are too many
 */
export function findRecipients(
  { corp, agent }: AppRequest,
  receivers: Receivers,
  none: Errcode,
): Recipients {
  const { users, parties, tags } = receivers;
  if (users.length === 0 && parties.length === 0 && tags.length === 0) throw new ApiError(none);
  if (users === "all") {
    return { members: corp.members.filter(canReceive), ...noneInvalid };
  }
  for (const [kind, limit, errcode] of limits) {
    if (receivers[kind].length > limit) throw new ApiError(errcode);
  }
  const invalidUsers = users.filter((userid) => !canReceive(findMember(corp, userid)));
  const isValid = (id: string) => isDepartmentInScope(corp, agent, Number(id));
  const members = [
    ...users.flatMap((userid) => findMember(corp, userid) ?? []),
    ...parties.filter(isValid).flatMap((id) => listDepartmentMembers(corp, Number(id), true)),
  ];
  return {
    members: [...new Set(members.filter(canReceive))],
    invalidUsers: invalidUsers.map((userid) => userid.toLowerCase()),
    invalidParties: parties.filter((id) => !isValid(id)),
    invalidTags: tags,
  };

  function canReceive(member: Member | undefined): boolean {
    return member?.status === 1 && isInScope(corp, agent, member);
  }
}

const noneInvalid = { invalidUsers: [], invalidParties: [], invalidTags: [] };
