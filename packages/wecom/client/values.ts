import type { z } from "zod";
import type {
  getAgentWire,
  getUserDetailWire,
  getUserInfoWire,
  getUserWire,
} from "packages/wecom/client/wire.ts";

/** Who a login code stands for. Only a `member` belongs to the corp. */
export type UserInfo =
  | {
    readonly kind: "member";
    /** Of a linked corp's member: `<their corpid>/<userid>`. */
    readonly userId: string;
    /** Only after in-app login with `snsapi_privateinfo`; lives 30 minutes. */
    readonly userTicket?: string;
  }
  | { readonly kind: "outsider"; readonly openId: string; readonly externalUserId?: string };

/** What a member agreed to show. */
export interface UserDetail {
  readonly userId: string;
  readonly gender: "unknown" | "male" | "female";
  readonly avatar?: string;
  readonly qrCode?: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly bizMail?: string;
  readonly address?: string;
}

/** A member's directory entry. Apps made since June 2022 get neither contact data nor avatar. */
export interface User {
  readonly userId: string;
  readonly name: string;
  readonly departments: readonly number[];
  readonly mainDepartment?: number;
  readonly status: "active" | "disabled" | "not_activated" | "left" | "unknown";
  readonly alias?: string;
  readonly position?: string;
  readonly avatar?: string;
  readonly mobile?: string;
  readonly email?: string;
  readonly bizMail?: string;
}

/** The app as WeCom knows it. */
export interface Agent {
  readonly agentId: string;
  readonly name: string;
  readonly squareLogoUrl?: string;
  readonly description?: string;
  /** The visible scope. */
  readonly allowedUserIds: readonly string[];
  readonly allowedDepartments: readonly number[];
  readonly allowedTags: readonly number[];
  readonly isClosed: boolean;
  /** The trusted domain. */
  readonly redirectDomain?: string;
  readonly homeUrl?: string;
  readonly reportsLocation: boolean;
  readonly reportsEnter: boolean;
}

export function toUserInfo(wire: z.output<typeof getUserInfoWire>, corpId: string): UserInfo {
  if (wire.userid === undefined) {
    return present({
      kind: "outsider",
      openId: wire.openid!,
      externalUserId: wire.external_userid,
    });
  }
  // Only our own corp's prefix goes: a linked corp's member must not look like one of ours.
  const prefix = `${corpId}/`;
  const userId = wire.userid.startsWith(prefix) ? wire.userid.slice(prefix.length) : wire.userid;
  return present({ kind: "member", userId, userTicket: wire.user_ticket });
}

export function toUserDetail(wire: z.output<typeof getUserDetailWire>): UserDetail {
  return present({
    userId: wire.userid,
    gender: wire.gender === "1" ? "male" : wire.gender === "2" ? "female" : "unknown",
    avatar: wire.avatar,
    qrCode: wire.qr_code,
    mobile: wire.mobile,
    email: wire.email,
    bizMail: wire.biz_mail,
    address: wire.address,
  });
}

const USER_STATUS: Readonly<Record<number, User["status"]>> = {
  1: "active",
  2: "disabled",
  4: "not_activated",
  5: "left",
};

export function toUser(wire: z.output<typeof getUserWire>): User {
  return present({
    userId: wire.userid,
    name: wire.name,
    departments: wire.department,
    mainDepartment: wire.main_department,
    status: USER_STATUS[wire.status] ?? "unknown",
    alias: wire.alias,
    position: wire.position,
    avatar: wire.avatar,
    mobile: wire.mobile,
    email: wire.email,
    bizMail: wire.biz_mail,
  });
}

export function toAgent(wire: z.output<typeof getAgentWire>): Agent {
  return present({
    agentId: wire.agentid,
    name: wire.name,
    squareLogoUrl: wire.square_logo_url,
    description: wire.description,
    allowedUserIds: wire.allow_userinfos?.user.map((user) => user.userid) ?? [],
    allowedDepartments: wire.allow_partys?.partyid ?? [],
    allowedTags: wire.allow_tags?.tagid ?? [],
    isClosed: wire.close,
    redirectDomain: wire.redirect_domain,
    homeUrl: wire.home_url,
    reportsLocation: wire.report_location_flag,
    reportsEnter: wire.isreportenter,
  });
}

type Present<T> =
  & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** Leaves out what is undefined, so that an absent field is absent in JSON and in `in` tests too. */
function present<const T extends object>(value: T): Present<T> {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
