import type { AccountIdentity } from "services/upstream-bridge/domain/account.ts";

/** What `init` made. */
export interface NewInstance {
  /** A secret: it alone gives control over the instance. */
  readonly uuid: string;
}

/** A QR code to scan with the phone. Picture, address and key are secrets. */
export interface QrPicture {
  /** The picture as a data URI; absent when the upstream sent none that is one. */
  readonly dataUri?: string;
  /** The picture's http address on the upstream. Never fetched by this service. */
  readonly url?: string;
  /** What CheckCode needs; empty when the upstream sent none. */
  readonly key: string;
  readonly ttlMs: number;
}

/** What a status answer contains, in either dialect. `null`: the answer has no such field. */
export interface InstanceStatus extends AccountIdentity {
  /** 0 not initialised, 1 initialised and not logged in, 2 and above logged in. */
  readonly loginType: number | null;
  readonly isLoggedIn: boolean | null;
  /** In upper case: CONNECTING, HANDSHAKING, CONNECTED, RECONNECTING, CLOSED. */
  readonly link: string | null;
  /** The callback address that the upstream has; empty when it has none. It contains a token: never shown or logged. */
  readonly callbackUrl: string | null;
}

/** One of our instances in the list of all instances. */
export interface RunningInstance extends InstanceStatus {
  readonly uuid: string;
}

/** The list of all instances, reduced to ours. */
export interface RunningInstances {
  readonly ours: readonly RunningInstance[];
  /** How many instances are in the list that are not ours. */
  readonly othersCount: number;
}

/** A text to send. Ids are decimal strings. */
export interface TextToSend {
  readonly uuid: string;
  /** The contact, or the room when `isRoom`. */
  readonly target: string;
  readonly isRoom: boolean;
  readonly content: string;
  /** Only for a reply as a customer-service account. */
  readonly kfId?: string | undefined;
}

/** The upstream has accepted a text. The recipient may still refuse it later: callbacks 102001, 102002, msgtype 1011. */
export interface AcceptedText {
  /** Needed to revoke it. */
  readonly msgId: string | null;
  /** The account's sync sequence; an echo of the message as a callback has the same. */
  readonly serverId: string | null;
  /** Epoch milliseconds. */
  readonly sentAt: number | null;
}

/** A page request. */
export interface PageRequest {
  readonly uuid: string;
  readonly limit: number;
  /** `nextCursor` of the page before. Absent: the first page. */
  readonly cursor?: string | undefined;
}

/** One page of a list. */
export interface ContactPage<T> {
  readonly items: readonly T[];
  /** Absent: there is no further page. */
  readonly nextCursor?: string;
}

/** An entry of the company's directory. */
export type InnerContact =
  | {
    readonly kind: "department";
    readonly id: string;
    readonly name: string;
    readonly parentId: string | null;
  }
  | {
    readonly kind: "member";
    readonly id: string;
    readonly nickname: string;
    readonly realname: string;
    readonly account: string;
    readonly avatar: string;
    readonly position: string;
    readonly maskedMobile: string;
    readonly departmentId: string | null;
    readonly corpId: string | null;
  };

/** An external contact. */
export interface ExternalContact {
  readonly id: string;
  readonly nickname: string;
  readonly realname: string;
  readonly remark: string;
  readonly companyRemark: string;
  readonly avatar: string;
  readonly position: string;
  readonly maskedMobile: string;
  readonly maskedRemarkPhones: readonly string[];
  readonly labelIds: readonly string[];
  readonly corpId: string | null;
  /** Epoch milliseconds. */
  readonly addedAt: number | null;
  readonly relation: "friend" | "deleted_by_us" | "deleted_by_them" | "deleted_by_both";
}

/** The end of one step of the catch-up: the messages themselves come as callbacks. */
export interface SyncStep {
  readonly hasMore: boolean;
  /** Where the next step begins; a decimal string. */
  readonly nextSeq: string | null;
}
