import type { KfCustomerWire, KfItemWire } from "packages/wecom/client/kf_wire.ts";

/** What somebody wrote or showed in 微信客服. */
export type KfContent =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "image" | "voice" | "video" | "file"; readonly mediaId: string }
  | {
    readonly type: "location";
    readonly latitude: number;
    readonly longitude: number;
    readonly label: string;
  }
  | {
    readonly type: "link";
    readonly title: string;
    readonly description: string;
    readonly url: string;
  }
  /** Of a kind that has no form here, by WeCom's name for it. */
  | { readonly type: "other"; readonly name: string };

/** What happened: of an event only what its type has. */
export interface KfEvent {
  /** WeCom's `event_type`, such as `session_status_change`. */
  readonly type: string;
  /** `session_status_change`: 1 taken from the pool, 2 handed on, 3 ended, 4 taken up again. */
  readonly change?: number;
  /** `msg_send_fail`: the message that did not arrive, and why (0 to 13). */
  readonly failedMsgId?: string;
  readonly failType?: number;
  /** `user_recall_msg` */
  readonly recalledMsgId?: string;
}

/** One item of `kf/sync_msg`, in the order of the account. */
export type KfItem =
  & {
    readonly msgId: string;
    /** Milliseconds since the epoch. */
    readonly sentAt: number;
    /** Absent in events that concern no customer. */
    readonly externalUserId: string | undefined;
  }
  & (
    | { readonly kind: "message"; readonly from: "customer" | "staff"; readonly content: KfContent }
    | { readonly kind: "event"; readonly event: KfEvent }
  );

/** A page of `kf/sync_msg`. */
export interface KfPage {
  readonly items: readonly KfItem[];
  /** Where the next page begins. */
  readonly nextCursor: string;
  /** Decides whether to ask again: an empty page may have more behind it. */
  readonly hasMore: boolean;
}

/** What WeCom tells of a customer of 微信客服. */
export interface KfCustomer {
  readonly externalUserId: string;
  readonly nickname: string;
  readonly avatar: string | null;
}

/** A customer as a value. */
export function toKfCustomer(
  { external_userid: externalUserId, nickname, avatar }: KfCustomerWire,
): KfCustomer {
  return { externalUserId, nickname, avatar: avatar === "" ? null : avatar };
}

/** WeCom's number for who wrote: a member in their client. */
const ORIGIN_STAFF = 5;

/** An item as a value. */
export function toKfItem(wire: KfItemWire): KfItem {
  const common = { msgId: wire.msgid, sentAt: wire.send_time * 1_000 };
  if (wire.msgtype === "event") {
    const event = wire.event ?? { event_type: "" };
    return {
      ...common,
      externalUserId: event.external_userid ?? wire.external_userid,
      kind: "event",
      event: toKfEvent(event),
    };
  }
  return {
    ...common,
    externalUserId: wire.external_userid,
    kind: "message",
    from: wire.origin === ORIGIN_STAFF ? "staff" : "customer",
    content: toKfContent(wire),
  };
}

function toKfEvent(event: NonNullable<KfItemWire["event"]>): KfEvent {
  const { event_type: type, change_type: change, fail_msgid: failedMsgId } = event;
  const { fail_type: failType, recall_msgid: recalledMsgId } = event;
  return {
    type,
    ...change === undefined ? {} : { change },
    ...failedMsgId === undefined ? {} : { failedMsgId },
    ...failType === undefined ? {} : { failType },
    ...recalledMsgId === undefined ? {} : { recalledMsgId },
  };
}

function toKfContent(wire: KfItemWire): KfContent {
  switch (wire.msgtype) {
    case "text":
      return { type: "text", text: wire.text?.content ?? "" };
    case "image":
    case "voice":
    case "video":
    case "file":
      return { type: wire.msgtype, mediaId: wire[wire.msgtype]?.media_id ?? "" };
    case "location": {
      const { latitude = 0, longitude = 0, name = "", address = "" } = wire.location ?? {};
      return { type: "location", latitude, longitude, label: name || address };
    }
    case "link": {
      const { title = "", desc = "", url = "" } = wire.link ?? {};
      return { type: "link", title, description: desc, url };
    }
    default:
      return { type: "other", name: wire.msgtype };
  }
}
