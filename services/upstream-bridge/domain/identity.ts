import { maskPhone } from "packages/upstream_push/mask_phone.ts";
import type { AccountProfile } from "services/upstream-bridge/domain/account.ts";
import { idOf, textOf, type WireRecord } from "services/upstream-bridge/domain/wire_fields.ts";

/** Who an account is. Ids are decimal strings. */
export interface Identity {
  readonly vid: string | null;
  readonly corpId: string | null;
}

/** Ids of a profile: the first that is not 0. A login callback has `Vid: 0` beside the true `user_id`. */
export function identityOf(profile: WireRecord): Identity {
  return {
    vid: idOf(profile, "user_id", "userId", "UserId", "vid", "Vid"),
    corpId: idOf(profile, "corp_id", "corpId", "corpid", "Corpid"),
  };
}

/** What operators see of a member, with a masked telephone number. Null: the record names no member. */
export function profileOf(profile: WireRecord): AccountProfile | null {
  if (identityOf(profile).vid === null) return null;
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
