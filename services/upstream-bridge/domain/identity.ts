import { maskPhone } from "packages/upstream_push/mask_phone.ts";
import type { AccountIdentity, AccountProfile } from "services/upstream-bridge/domain/account.ts";
import { idOf, textOf, type WireRecord } from "services/upstream-bridge/domain/wire_fields.ts";

/**
 * Who a profile of the upstream is about. Each id is the first that is not 0: a login callback has `Vid: 0` beside the true
 * `user_id`. Without a member there is no profile.
 */
export function identityOf(profile: WireRecord): AccountIdentity {
  const vid = idOf(profile, "user_id", "userId", "UserId", "vid", "Vid");
  return {
    vid,
    corpId: idOf(profile, "corp_id", "corpId", "corpid", "Corpid"),
    profile: vid === null ? null : profileOf(profile),
  };
}

function profileOf(profile: WireRecord): AccountProfile {
  return {
    nickname: textOf(profile, "nickname", "Nick_name"),
    realname: textOf(profile, "realname"),
    corpName: textOf(profile, "corp_name", "corpName"),
    avatar: textOf(profile, "avatar", "Icon_url"),
    maskedMobile: maskOnce(textOf(profile, "mobile")),
  };
}

/** Bodies of callbacks are masked already. */
function maskOnce(mobile: string): string {
  return mobile.includes("*") ? mobile : maskPhone(mobile);
}
