import type { ChannelSender } from "services/ai-reply/channels/channel.ts";
import type { Conversation, OpenTurn } from "services/ai-reply/domain/conversation.ts";
import type { Lease } from "services/ai-reply/conversations/lease.ts";
import type { WorkerDeps } from "services/ai-reply/worker_deps.ts";

/** One attempt to answer one turn: what each of its steps needs. */
export interface TurnRun {
  readonly deps: WorkerDeps;
  readonly lease: Lease;
  readonly turn: OpenTurn;
  /** As it was when the attempt began. Its mode may have changed since. */
  readonly conversation: Conversation;
  readonly channel: ChannelSender;
  /** Ends the attempt. */
  readonly signal: AbortSignal;
}
