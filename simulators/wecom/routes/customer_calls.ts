import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { Follower } from "simulators/wecom/channels.ts";
import { findMember, isInScope } from "simulators/wecom/directory.ts";

/** Customers: `externalcontact/get` (D92114). */
export const customerCalls: ApiCall[] = [
  { name: "externalcontact/get", access: "app", answer: getCustomer },
];

/** The followers are those the app may see; a customer of nobody in its scope is none (84061). */
function getCustomer({ query, corp, agent }: AppRequest): ApiFields {
  const id = query.get("external_userid") ?? "";
  const outsider = corp.outsiders.find(({ customer }) => customer?.externalUserid === id);
  if (id === "" || !outsider?.customer) throw new ApiError(40096);
  const followers = outsider.customer.followers.filter(({ userid }) => {
    const member = findMember(corp, userid);
    return member && isInScope(corp, agent, member);
  });
  if (followers.length === 0) throw new ApiError(84061);
  return {
    external_contact: {
      external_userid: id,
      name: outsider.name,
      avatar: `https://wework.qpic.cn/simulated/${id}/0`,
      type: 1,
      gender: 0,
    },
    follow_user: followers.map(describeFollower),
  };
}

function describeFollower(follower: Follower) {
  return {
    userid: follower.userid,
    remark: follower.remark,
    description: follower.description,
    createtime: follower.createTime,
    tags: follower.tags.map(({ groupName, name, id }) => ({
      group_name: groupName,
      tag_name: name,
      tag_id: id,
      type: 1,
    })),
    remark_corp_name: "",
    remark_mobiles: [],
    add_way: follower.addWay,
    oper_userid: follower.userid,
    state: follower.state,
  };
}
