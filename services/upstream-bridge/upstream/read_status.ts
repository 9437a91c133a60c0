import { identityOf } from "services/upstream-bridge/domain/identity.ts";
import {
  firstOf,
  flagOf,
  idOf,
  integerOf,
  recordOf,
  textOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";
import type { InstanceStatus } from "services/upstream-bridge/upstream/values.ts";

/**
 * Reads a status answer. Builds of the upstream mix both dialects, so fields are looked up, not versions. Undefined: it
 * says nothing about the login. Source: the upstream's facts, sections 3.7 and 11.2.
 */
export function readStatus(payload: unknown, whole: WireRecord = {}): InstanceStatus | undefined {
  const data = recordOf(payload);
  const userInfo = recordOf(firstOf(data, "user_info", "userInfo"));
  const loginType = integerOf(data, "loginType", "login_type");
  const isLoggedIn = flagOf(userInfoOf(data, "user_info"), "isLogin") ??
    flagOf(data, "isLogin", "is_login") ??
    flagOf(whole, "isLogin", "is_login") ??
    flagOf(userInfoOf(data, "userInfo"), "isLogin") ??
    flagOf(userInfoOf(data, "user"), "isLogin");
  if (loginType === null && isLoggedIn === null) return undefined;
  const member = recordOf(firstOf(userInfo, "object") ?? firstOf(data, "object") ?? userInfo);
  const identity = identityOf(member);
  const link = textOf(data, "longLinkState").trim().toUpperCase();
  return {
    loginType,
    isLoggedIn,
    link: link === "" ? null : link,
    ...identity,
    vid: identity.vid ?? idOf(userInfo, "userid") ?? idOf(data, "userid"),
    callbackUrl: Object.hasOwn(data, "clientCallbackConfig")
      ? textOf(recordOf(data.clientCallbackConfig), "url")
      : null,
  };
}

function userInfoOf(data: WireRecord, name: string): WireRecord {
  return recordOf(firstOf(data, name));
}
