import { z } from "zod";
import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { Customer } from "simulators/wecom/channels.ts";
import { findMember, isInScope } from "simulators/wecom/directory.ts";

/**
 * Customers: `externalcontact/get_follow_user_list` (D92571), `externalcontact/list` (D92113),
 * `externalcontact/get` (D92114), `kf/customer/batchget` (D95159).
 */
export const customerCalls: ApiCall[] = [
  { name: "externalcontact/get_follow_user_list", access: "app", answer: listFollowers },
  { name: "externalcontact/list", access: "app", answer: listCustomers },
  { name: "externalcontact/get", access: "app", answer: getCustomer },
  { name: "kf/customer/batchget", access: "app", answer: getKfCustomers },
];

const twoDaysMs = 2 * 86_400_000;
const maximumIds = 100;

/** Returns only customers who wrote to an account of the app within two days, added by a member or not. */
function getKfCustomers({ state, body, corp, agent }: AppRequest): ApiFields {
  const ids = z.array(z.string()).min(1).max(maximumIds).safeParse(body.external_userid_list);
  if (!ids.success) throw new ApiError(40058);
  const isHere = (id: string) =>
    corp.kfAccounts.some((account) => {
      const session = state.kf.findSession(corp.id, account.id, id);
      return account.agentId === agent.id &&
        state.now() - (session?.lastCustomerMessageMs ?? -Infinity) < twoDaysMs;
    });
  const customers = ids.data.filter(isHere).flatMap((id) =>
    corp.outsiders.filter(({ customer }) => customer?.externalUserid === id)
  );
  const returned = new Set(customers.map(({ customer }) => customer?.externalUserid));
  return {
    customer_list: customers.map(({ name, customer }) => ({
      external_userid: customer?.externalUserid,
      nickname: name,
      avatar: `https://wx.qlogo.cn/simulated/${customer?.externalUserid}/0`,
      gender: 0,
    })),
    invalid_external_userid: ids.data.filter((id) => !returned.has(id)),
  };
}

/** The members in the app's scope who have customers. */
function listFollowers({ corp, agent }: AppRequest): ApiFields {
  const followers = corp.outsiders.flatMap(({ customer }) => customer?.followers ?? [])
    .flatMap(({ userid }) => findMember(corp, userid) ?? [])
    .filter((member) => isInScope(corp, agent, member));
  return { follow_user: [...new Set(followers.map(({ userid }) => userid))] };
}

/** The customers of one member; without any it is 84061. */
function listCustomers({ query, corp, agent }: AppRequest): ApiFields {
  const userid = query.get("userid");
  if (!userid) throw new ApiError(41009);
  const member = findMember(corp, userid);
  if (!member) throw new ApiError(60111);
  if (!isInScope(corp, agent, member)) throw new ApiError(60011);
  const isOfMember = (follower: { userid: string }) => findMember(corp, follower.userid) === member;
  const customers = corp.outsiders.flatMap(({ customer }) => customer ?? [])
    .filter(({ followers }) => followers.some(isOfMember));
  if (customers.length === 0) throw new ApiError(84061);
  return { external_userid: customers.map(({ externalUserid }) => externalUserid) };
}

/** Returns only the followers that the app may see; without any of them it is 84061. */
function getCustomer({ query, corp, agent }: AppRequest): ApiFields {
  const id = query.get("external_userid");
  if (!id) throw new ApiError(41035);
  const outsider = corp.outsiders.find(({ customer }) => customer?.externalUserid === id);
  if (!outsider?.customer) throw new ApiError(40096);
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

function describeFollower(follower: Customer["followers"][number]) {
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
