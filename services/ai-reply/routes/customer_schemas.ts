import { z } from "@hono/zod-openapi";
import { redact, redactText } from "packages/platform/redact.ts";
import type { FoundCustomer } from "services/ai-reply/customers/find_customer.ts";
import type { CustomerMessage } from "services/ai-reply/customers/customer_history.ts";
import type { CustomerNote } from "services/ai-reply/customers/customer_notes.ts";

const TAGS_MAX = 20;

/** The id of a customer in a path or body. */
export const externalUserIdSchema = z.string()
  .regex(/^[\w.@-]{1,64}$/, "must be an external_userid: letters, digits, _ - . @")
  .openapi({ example: "wm-demo-1" });

/** The path of a customer. */
export const customerParams = z.object({ id: externalUserIdSchema });

/** A change of a customer. */
export const customerPatchSchema = z.object({
  tags: z.array(z.string().trim().min(1).max(30).transform(redactText))
    .max(TAGS_MAX).transform((tags) => [...new Set(tags)])
    .openapi({
      type: "array",
      items: { type: "string" },
      description: "All of our tags; replaces the present ones.",
      example: ["暑期班"],
    }),
});

/** A new note. */
export const newNoteSchema = z.object({
  text: z.string().trim().min(1).max(2000).transform(redactText)
    .openapi({
      type: "string",
      description: "Phone numbers and e-mail addresses are masked.",
      example: "周末方便联系",
    }),
});

const time = z.iso.datetime();

/** A note. */
export const noteSchema = z.object({
  id: z.uuid(),
  author: z.string(),
  authorName: z.string(),
  text: z.string(),
  writtenAt: time,
}).openapi("CustomerNote");

const followerSchema = z.object({
  userId: z.string(),
  name: z.string().nullable().openapi({ description: "Null if it is not known." }),
  remark: z.string(),
  description: z.string(),
  tags: z.array(z.object({ group: z.string().optional(), name: z.string() })),
  addWay: z.number().int().openapi({ description: "WeCom's add_way, document path 92114." }),
  state: z.string(),
  addedAt: z.string(),
});

const conversationLineSchema = z.object({
  id: z.uuid(),
  channel: z.enum(["kf", "simulated"]),
  app: z.string(),
  mode: z.enum(["bot", "human"]),
  summary: z.string().nullable(),
  lastMessageAt: time.nullable(),
  lastReplyAt: time.nullable(),
});

/** A customer. */
export const customerSchema = z.object({
  external_userid: z.string(),
  name: z.string().nullable().openapi({
    description: "Null: WeCom returns no profile to this app.",
  }),
  avatar: z.string().nullable(),
  type: z.enum(["wechat", "wecom"]).nullable(),
  corpName: z.string().nullable(),
  followers: z.array(followerSchema),
  tags: z.array(z.string()),
  notes: z.array(noteSchema),
  conversations: z.array(conversationLineSchema),
  fetchedAt: time,
}).openapi("Customer");

/** A message or an answer. */
export const customerMessageSchema = z.object({
  id: z.uuid(),
  at: time,
  author: z.enum(["customer", "staff", "bot"]),
  channel: z.enum(["kf", "simulated"]),
  conversationId: z.uuid(),
  type: z.string(),
  text: z.string().nullable().openapi({ description: "Null if it is not a text." }),
  content: z.unknown(),
}).openapi("CustomerMessage");

/** A customer as JSON. */
export function describeCustomer(
  { key, customer, conversations }: FoundCustomer,
  { notes, memberNames }: {
    readonly notes: readonly CustomerNote[];
    /** By user id in lower case. */
    readonly memberNames: ReadonlyMap<string, string>;
  },
) {
  return {
    external_userid: key.externalUserId,
    ...customer,
    notes: [...notes],
    followers: customer.followers.map((follower) => ({
      ...follower,
      name: memberNames.get(follower.userId.toLowerCase()) ?? null,
      tags: [...follower.tags],
    })),
    tags: [...customer.tags],
    conversations: conversations.map(({ corpId: _, ...line }) => ({
      ...line,
      summary: line.summary && redactText(line.summary),
    })),
  };
}

/** A message or an answer as JSON, without phone numbers and e-mail addresses. */
export function describeCustomerMessage(item: CustomerMessage) {
  const { type, text } = item.content;
  return {
    ...item,
    type: typeof type === "string" ? type : "other",
    text: typeof text === "string" ? redactText(text) : null,
    content: redact(item.content),
  };
}
