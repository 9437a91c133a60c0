import type { CallbackMessage } from "packages/events/callback_message.ts";
import type { MemberChanged } from "packages/events/member_changed.ts";

type Common = "inboxId" | "app" | "corpId" | "sentAt";
type WithoutCommon<M> = M extends CallbackMessage ? Omit<M, Common> : never;

/** A message without the fields about its arrival. */
export type MessageBody = WithoutCommon<CallbackMessage>;

/** The content that a person sent. */
export type MessageContent = Extract<MessageBody, { kind: "app_message" }>["content"];

/** The job to create for an entry. */
export type InboxWork =
  | { readonly kind: "message"; readonly body: MessageBody }
  | { readonly kind: "member"; readonly change: MemberChanged };

/** A message or event as it was understood, independent of the app. */
export interface Understood {
  /** WeCom's name for the message type or event. */
  readonly kind: string;
  readonly sender: string | undefined;
  /** Unix seconds; undefined when WeCom sends no time. */
  readonly sentAtSeconds: number | undefined;
  /** Undefined: store only. */
  readonly work: InboxWork | undefined;
}

/** One row of the inbox, with its job. */
export interface InboxEntry extends Omit<Understood, "sentAtSeconds"> {
  readonly dedupeKey: string;
  readonly app: string;
  readonly corpId: string;
  readonly source: "app" | "bot" | "simulated";
  /** The parsed message in a form that jsonb accepts. */
  readonly content: unknown;
  readonly sentAt: Date;
  readonly receivedAt: Date;
  /** It contains an id that is longer than WeCom's ids, so it gets no job. */
  readonly isIgnored: boolean;
}
