import type { z } from "zod";
import type { getAgentWire, getUserInfoWire, getUserWire } from "packages/wecom/client/wire.ts";

/** The person behind a login code. Only a `member` belongs to the corp. */
export type UserInfo =
  | {
    readonly kind: "member";
    /** For a member of a linked corp: `<their corpid>/<userid>`. */
    readonly userId: string;
  }
  | { readonly kind: "outsider"; readonly openId: string; readonly externalUserId?: string };

/** A member of the directory. */
export interface User {
  readonly userId: string;
  readonly name: string;
  readonly departments: readonly number[];
  readonly status: "active" | "disabled" | "not_activated" | "left" | "unknown";
}

/** The app's settings in WeCom. */
export interface Agent {
  readonly agentId: string;
  readonly name: string;
  /** The visible scope: these users, departments and tags. */
  readonly allowedUserIds: readonly string[];
  readonly allowedDepartments: readonly number[];
  readonly allowedTags: readonly number[];
  readonly isClosed: boolean;
  /** The trusted domain. */
  readonly redirectDomain?: string;
  readonly homeUrl?: string;
}

export function toUserInfo(wire: z.output<typeof getUserInfoWire>, corpId: string): UserInfo {
  if (wire.userid === undefined) {
    return present({
      kind: "outsider",
      openId: wire.openid!,
      externalUserId: wire.external_userid,
    });
  }
  // Remove only our own corp's prefix: a member of a linked corp must not look like our member.
  const prefix = `${corpId}/`;
  const userId = wire.userid.startsWith(prefix) ? wire.userid.slice(prefix.length) : wire.userid;
  return { kind: "member", userId };
}

const USER_STATUS: Readonly<Record<number, User["status"]>> = {
  1: "active",
  2: "disabled",
  4: "not_activated",
  5: "left",
};

export function toUser(wire: z.output<typeof getUserWire>): User {
  return {
    userId: wire.userid,
    name: wire.name,
    departments: wire.department,
    status: USER_STATUS[wire.status] ?? "unknown",
  };
}

export function toAgent(wire: z.output<typeof getAgentWire>): Agent {
  return present({
    agentId: wire.agentid,
    name: wire.name,
    allowedUserIds: wire.allow_userinfos?.user.map((user) => user.userid) ?? [],
    allowedDepartments: wire.allow_partys?.partyid ?? [],
    allowedTags: wire.allow_tags?.tagid ?? [],
    isClosed: wire.close,
    redirectDomain: wire.redirect_domain,
    homeUrl: wire.home_url,
  });
}

type Present<T> =
  & { [K in keyof T as undefined extends T[K] ? never : K]: T[K] }
  & { [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined> };

/** Removes undefined fields, so that they are absent for the `in` operator too. */
function present<const T extends object>(value: T): Present<T> {
  const entries = Object.entries(value).filter(([, field]) => field !== undefined);
  return Object.fromEntries(entries) as Present<T>;
}
