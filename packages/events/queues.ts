import { callbackMessage } from "packages/events/callback_message.ts";
import { conversationWake } from "packages/events/conversation_wake.ts";
import { mediaKeep } from "packages/events/media_keep.ts";
import { memberChanged } from "packages/events/member_changed.ts";
import type { AnyQueue } from "packages/storage/jobs/job_queue.ts";

/** All queues: what the migration creates, and what a process must find. */
export const queues: readonly AnyQueue[] = [
  callbackMessage,
  conversationWake,
  mediaKeep,
  memberChanged,
];
