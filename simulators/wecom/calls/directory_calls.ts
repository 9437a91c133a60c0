import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { findMember, isInScope } from "simulators/wecom/directory.ts";

/** The directory: `user/get` (D90196). */
export const directoryCalls: ApiCall[] = [{ name: "user/get", access: "app", answer: getUser }];

/** An app made after 2022-06-20 sees no avatar, gender, mobile, e-mail, QR code or address here. */
function getUser({ query, corp, agent }: AppRequest): ApiFields {
  const userid = query.get("userid") ?? "";
  if (!/^[\w.@-]{1,64}$/.test(userid)) throw new ApiError(40003);
  const member = findMember(corp, userid);
  if (!member || !isInScope(corp, agent, member)) throw new ApiError(60111);
  return {
    userid: member.userid,
    name: member.name,
    department: member.departmentIds,
    order: member.departmentIds.map(() => 0),
    position: member.position,
    is_leader_in_dept: member.departmentIds.map(() => 0),
    direct_leader: [],
    telephone: "",
    alias: "",
    extattr: { attrs: [] },
    status: member.status,
    external_position: "",
    main_department: member.departmentIds[0] ?? 1,
  };
}
