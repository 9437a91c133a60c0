import type { StatePush } from "services/upstream-bridge/domain/account_inputs.ts";
import type { PushName } from "services/upstream-bridge/domain/pushes/push_names.ts";

/** A callback as the job `upstream.push` has it. */
export interface RawPush {
  /** The instance that it names; empty when it names none. A secret. */
  readonly uuid: string;
  /** Such as `102000`. */
  readonly type: string;
  /** The inner body, from `parseLossless`; a text when it could not be parsed. */
  readonly body: unknown;
}

/** What a message contains. `notice`: of the system, for people. `control`: not for people, such as a read receipt. */
export type MessageKind =
  | "text"
  | "merged"
  | "location"
  | "link"
  | "image"
  | "file"
  | "voice"
  | "video"
  | "red_packet"
  | "emoji"
  | "call"
  | "card"
  | "mini_program"
  | "channels"
  | "solitaire"
  | "recall"
  | "notice"
  | "control"
  | "other";

/** A message that the account received, or sent from any of its devices. Ids are decimal strings. */
export interface PushedMessage {
  readonly kind: MessageKind;
  /** The upstream's number for the kind. */
  readonly msgType: number | null;
  readonly msgId: string | null;
  /** Grows per account; null when it is missing or 0. */
  readonly serverId: string | null;
  /** `own`: the account is the sender. */
  readonly direction: "own" | "inbound";
  readonly isRoom: boolean;
  /** The room, or the other party. Null: the callback does not name it. */
  readonly chatId: string | null;
  readonly senderId: string | null;
  readonly senderName: string;
  /** The customer-service account that it is addressed to. */
  readonly kfId: string | null;
  /** Only of a text message. */
  readonly text: string | null;
  /** The message that this one is an operation on, such as a read receipt: then it is not a new message. */
  readonly refersTo: string | null;
  /** The upstream repeats it after a catch-up (`issync`): it triggers nothing. */
  readonly isReplay: boolean;
  /** Epoch milliseconds. Null: the callback has no time. */
  readonly sentAt: number | null;
  /**
   * A system notice about sending. `account_restricted`: the account may not send (`spam_block`). `recipient_deleted`,
   * `recipient_blocked`: the recipient refused a message. In a replay it is about the past.
   */
  readonly refusal: "account_restricted" | "recipient_deleted" | "recipient_blocked" | null;
  /**
   * Whether a person wrote it to the account now: inbound, new, no replay, no system or control message. Only these may
   * trigger automations.
   */
  readonly isNewFromPerson: boolean;
}

/** A callback, read by `readPush`. */
export type Push =
  /** It concerns the login. */
  | { readonly kind: "state"; readonly name: PushName; readonly state: StatePush }
  /** A message, or a notice with the form of a message. */
  | { readonly kind: "message"; readonly name: PushName; readonly message: PushedMessage }
  /** Rooms, contacts, labels: kept and forwarded. */
  | { readonly kind: "other"; readonly name: PushName }
  /** Kept, without effect: an unknown type, or a body that could not be parsed. */
  | { readonly kind: "unknown"; readonly name: "upstream.unknown" | "callback.unparsed" };
