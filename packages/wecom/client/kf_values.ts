import { wordsOfKfItem } from "packages/wecom/client/kf_words.ts";
import type { KfCustomerWire, KfItemWire } from "packages/wecom/client/kf_wire.ts";

/** The content of a message in 微信客服. */
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
  /** Another kind: WeCom's name for it, and the words in it, such as a card's title or a forwarded chat. */
  | { readonly type: "other"; readonly name: string; readonly text?: string };

/** An event; only the fields of its type are present. */
export interface KfEvent {
  /** WeCom's `event_type`, such as `session_status_change`. */
  readonly type: string;
  /** `session_status_change`: 1 taken from the queue, 2 passed on, 3 ended, 4 started again. */
  readonly change?: number;
  /** `msg_send_fail`: the message that did not arrive, and the reason (0 to 13). */
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
    /** Absent in events without a customer. */
    readonly externalUserId: string | undefined;
  }
  & (
    | {
      readonly kind: "message";
      readonly from: "customer" | "staff";
      readonly content: KfContent;
      /** The userid of the member who wrote it. */
      readonly servicer?: string;
    }
    | { readonly kind: "event"; readonly event: KfEvent }
  );

/** A page of `kf/sync_msg`. */
export interface KfPage {
  readonly items: readonly KfItem[];
  /** The start of the next page. */
  readonly nextCursor: string;
  /** Whether to fetch the next page: more items can follow an empty page. */
  readonly hasMore: boolean;
}

/** The WeChat profile of a customer of 微信客服. */
export interface KfCustomer {
  readonly externalUserId: string;
  readonly nickname: string;
  readonly avatar: string | null;
}

/** Turns the wire form of a customer into a value. */
export function toKfCustomer(
  { external_userid: externalUserId, nickname, avatar }: KfCustomerWire,
): KfCustomer {
  return { externalUserId, nickname, avatar: avatar === "" ? null : avatar };
}

/** WeCom's `origin` of a message that a member wrote in the WeCom client. */
const ORIGIN_STAFF = 5;

/** Turns the wire form of an item into a value. */
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
    ...wire.servicer_userid && { servicer: wire.servicer_userid },
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
  const { text, location, link } = wire;
  switch (wire.msgtype) {
    case "text":
      return text === undefined ? toOther(wire) : { type: "text", text: text.content };
    case "image":
    case "voice":
    case "video":
    case "file": {
      const media = wire[wire.msgtype];
      return media === undefined ? toOther(wire) : { type: wire.msgtype, mediaId: media.media_id };
    }
    case "location": {
      if (location === undefined) return toOther(wire);
      const { latitude, longitude, name, address } = location;
      const label = [...new Set([name, address])].filter((part) => part !== "").join(" ");
      return { type: "location", latitude, longitude, label };
    }
    case "link": {
      if (link === undefined) return toOther(wire);
      const { title, desc: description, url } = link;
      return { type: "link", title, description, url };
    }
    default:
      return toOther(wire);
  }
}

function toOther(wire: KfItemWire): KfContent {
  const text = wordsOfKfItem(wire);
  return { type: "other", name: wire.msgtype, ...text !== "" && { text } };
}
