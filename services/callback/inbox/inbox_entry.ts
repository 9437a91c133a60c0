import type { CallbackMessage } from "packages/events/callback_message.ts";
import type { MemberChanged } from "packages/events/member_changed.ts";

type Common = "inboxId" | "app" | "corpId" | "sentAt";
type WithoutCommon<M> = M extends CallbackMessage ? Omit<M, Common> : never;

/** What a message says beside where and when it came. */
export type MessageBody = WithoutCommon<CallbackMessage>;

/** What somebody wrote or showed. */
export type MessageContent = Extract<MessageBody, { kind: "app_message" }>["content"];

/** What is to be done about an entry; without it, it only lies there. */
export type InboxWork =
  | { readonly kind: "message"; readonly body: MessageBody }
  | { readonly kind: "member"; readonly change: MemberChanged };

/** What a message or event is, whoever it came to. */
export interface Understood {
  /** WeCom's name of the message type, or of the event. */
  readonly kind: string;
  readonly sender: string | undefined;
  /** In Unix seconds, where WeCom says. */
  readonly sentAtSeconds: number | undefined;
  readonly work: InboxWork | undefined;
}

/** One row of the inbox, with what follows from it. */
export interface InboxEntry extends Omit<Understood, "sentAtSeconds"> {
  readonly dedupeKey: string;
  readonly app: string;
  readonly corpId: string;
  readonly source: "app" | "bot" | "simulated";
  /** The message as it was understood, storable. */
  readonly content: unknown;
  readonly sentAt: Date;
  readonly receivedAt: Date;
  /** An id in it is longer than any of WeCom's, so nothing is done about it. */
  readonly isLeft: boolean;
}
