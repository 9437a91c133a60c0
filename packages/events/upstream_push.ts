import { z } from "zod";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

const schema = z.object({
  /** The id of the inbox row: a UUIDv7, so ids sort by arrival. */
  inboxId: z.uuid(),
  /** From the token in the address; absent when the bare address was used. */
  accountId: z.uuid().optional(),
  generation: z.int().optional(),
  /** The instance that the callback names; empty when it names none. A secret: never logged. */
  uuid: z.string(),
  /** The upstream's code of the event, such as `102000`. */
  type: z.string(),
  /**
   * The inner body, JSON: parsed, with ids beyond 2^53 as decimal strings, and with phone numbers masked. A text when it could
   * not be parsed.
   */
  body: z.unknown(),
  receivedAt: z.iso.datetime(),
});

export type UpstreamPush = z.infer<typeof schema>;

/**
 * The upstream has sent a callback. Sent by `callback` in the transaction that stores it, with `inboxId` as the job's id.
 * Consumed by `upstream-bridge`. Messages of one chat are handled in the order of their arrival, and all other callbacks
 * of one account too: a busy account needs several workers.
 */
export const upstreamPush: QueueDefinition<UpstreamPush> = {
  name: "upstream.push",
  schema,
  key: ({ accountId, uuid, body }) => {
    const account = accountId ?? uuid;
    const chat = chatOf(body);
    return chat === undefined ? account : `${account}/${chat}`;
  },
};

/** The room of a message, or both sides of its chat; undefined: it is no message. */
function chatOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null) return undefined;
  const fields = body as Readonly<Record<string, unknown>>;
  const { sender, receiver, server_id: serverId, room_conversation_id: room } = fields;
  if (!isId(serverId)) return undefined;
  if (isId(room)) return String(room);
  return isId(sender) && isId(receiver)
    ? [sender, receiver].map(String).sort().join("/")
    : undefined;
}

function isId(value: unknown): value is string | number {
  return /^[1-9]\d{0,19}$/.test(String(value)) &&
    (typeof value === "string" || typeof value === "number");
}
