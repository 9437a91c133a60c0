import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readInteger, readString } from "simulators/wecom/api/read_body.ts";
import { findMember } from "simulators/wecom/directory.ts";
import { findAccount } from "simulators/wecom/kf/kf_session.ts";

/** Accounts of 微信客服: `kf/account/list` (D94661), `kf/servicer/list` (D94645), `kf/add_contact_way` (D94665). */
export const kfAccountCalls: ApiCall[] = [
  { name: "kf/account/list", access: "app", answer: listAccounts },
  { name: "kf/servicer/list", access: "app", answer: listServicers },
  { name: "kf/add_contact_way", access: "app", answer: addContactWay },
];

const maximumPage = 100;

/** The accounts that the app may use, a page of them. */
function listAccounts({ body, corp, agent }: AppRequest): ApiFields {
  const offset = readInteger(body, "offset") ?? 0;
  const limit = readInteger(body, "limit") ?? maximumPage;
  if (offset < 0 || limit < 1 || limit > maximumPage) throw new ApiError(40058);
  const accounts = corp.kfAccounts.filter(({ agentId }) => agentId === agent.id);
  return {
    account_list: accounts.slice(offset, offset + limit).map(({ id, name }) => ({
      open_kfid: id,
      name,
      avatar: `https://wework.qpic.cn/simulated/${id}/0`,
      manage_privilege: true,
    })),
  };
}

/** Status 0 is serving, 1 not serving. */
function listServicers(request: AppRequest): ApiFields {
  const account = findAccount(request, request.query.get("open_kfid") ?? "");
  return {
    servicer_list: account.servicers.map((userid) => ({
      userid,
      status: findMember(request.corp, userid)?.status === 1 ? 0 : 1,
    })),
  };
}

/** The address with which customers open a chat with the account. */
function addContactWay(request: AppRequest): ApiFields {
  const account = findAccount(request);
  const scene = readString(request.body, "scene");
  if (!/^[\w-]{0,32}$/.test(scene)) throw new ApiError(40058);
  const query = scene === "" ? "" : `?enc_scene=${encodeURIComponent(scene)}`;
  return { url: `https://work.weixin.qq.com/kf/${account.id}${query}` };
}
