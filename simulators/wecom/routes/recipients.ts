import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readString } from "simulators/wecom/api/read_body.ts";
import type { Agent, Corp, Member } from "simulators/wecom/corp.ts";
import { findMember, isDepartmentInScope, isInScope } from "simulators/wecom/directory.ts";

/** The members who get a message, and the invalid entries of the lists of receivers. */
interface Recipients {
  members: Member[];
  /** `invaliduser` in lower case, `invalidparty`, `invalidtag`; only those that are not empty. */
  invalid: { invaliduser?: string; invalidparty?: string; invalidtag?: string };
}

/**
 * Reads `touser`, `toparty` and `totag` (D90236). Out of scope, disabled and unknown receivers are invalid; so is every
 * tag, because the sample corps have none.
 * @throws ApiError 82001 when there is no receiver at all, 40032, 82002 or 82003 when there are too many
 */
export function findRecipients(
  corp: Corp,
  agent: Agent,
  body: Record<string, unknown>,
): Recipients {
  const inScope = corp.members.filter((member) => isReachable(corp, agent, member));
  if (readString(body, "touser") === "@all") return { members: inScope, invalid: {} };
  const [users, parties, tags] = ["touser", "toparty", "totag"].map((name) =>
    readString(body, name).split("|").filter((item) => item !== "")
  ) as [string[], string[], string[]];
  if (users.length + parties.length + tags.length === 0) throw new ApiError(82001);
  if (users.length > 1000) throw new ApiError(40032);
  if (parties.length > 100) throw new ApiError(82002);
  if (tags.length > 100) throw new ApiError(82003);
  const chosen = new Set<Member>();
  const badUsers = users.filter((userid) => {
    const member = findMember(corp, userid);
    if (!member || !inScope.includes(member)) return true;
    chosen.add(member);
    return false;
  });
  const badParties = parties.filter((party) => {
    if (!isDepartmentInScope(corp, agent, Number(party))) return true;
    const inside = { ...agent, scope: { userids: [], departmentIds: [Number(party)] } };
    inScope.filter((member) => isInScope(corp, inside, member)).forEach((it) => chosen.add(it));
    return false;
  });
  return {
    members: [...chosen],
    invalid: {
      ...badUsers.length > 0 && { invaliduser: badUsers.join("|").toLowerCase() },
      ...badParties.length > 0 && { invalidparty: badParties.join("|") },
      ...tags.length > 0 && { invalidtag: tags.join("|") },
    },
  };
}

function isReachable(corp: Corp, agent: Agent, member: Member): boolean {
  return member.status === 1 && isInScope(corp, agent, member);
}
