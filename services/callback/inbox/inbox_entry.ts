import type { CallbackMessage } from "packages/events/callback_message.ts";
import type { MemberChanged } from "packages/events/member_changed.ts";
import type { UpstreamPush } from "packages/events/upstream_push.ts";

type Common = "inboxId" | "app" | "corpId" | "sentAt";
type WithoutCommon<M> = M extends CallbackMessage ? Omit<M, Common> : never;

/** A message without the fields about its arrival. */
export type MessageBody = WithoutCommon<CallbackMessage>;

/** The content that a person sent. */
export type MessageContent = Extract<MessageBody, { kind: "app_message" }>["content"];

/** The job to create for a message or event of WeCom. */
export type MessageWork =
  | { readonly kind: "message"; readonly body: MessageBody }
  | { readonly kind: "member"; readonly change: MemberChanged };

/** The job to create for an entry. */
export type InboxWork =
  | MessageWork
  | { readonly kind: "push"; readonly push: Omit<UpstreamPush, "inboxId"> };

/** A message or event as it was understood, independent of the app. */
export interface Understood {
  /** WeCom's name for the message type or event. */
  readonly kind: string;
  readonly sender: string | undefined;
  /** Unix seconds; undefined when WeCom sends no time. */
  readonly sentAtSeconds: number | undefined;
  /** Undefined: store only. */
  readonly work: MessageWork | undefined;
}

/** Who delivered an entry. `upstream`: the upstream of `upstream-bridge`. */
export const INBOX_SOURCES = ["app", "bot", "simulated", "upstream"] as const;

export type InboxSource = (typeof INBOX_SOURCES)[number];

/** One row of the inbox, with its job. */
export interface InboxEntry extends Omit<Understood, "sentAtSeconds" | "work"> {
  readonly dedupeKey: string;
  /** It is the same message as the one with this key, if that was received after `since`. */
  readonly earlier?: { readonly dedupeKey: string; readonly since: Date };
  /** The configured app or AI bot, or the account of `upstream-bridge`. */
  readonly app: string;
  /** Empty for callbacks of the upstream. */
  readonly corpId: string;
  readonly source: InboxSource;
  readonly work: InboxWork | undefined;
  /** The parsed message in a form that jsonb accepts. */
  readonly content: unknown;
  readonly sentAt: Date;
  readonly receivedAt: Date;
  /** It contains an id that is longer than WeCom's ids, so it gets no job. */
  readonly isIgnored: boolean;
}
