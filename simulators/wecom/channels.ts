import { z } from "zod";

/** Userids of members, and ids of other entries. */
export const userid = z.string().regex(/^[\w.@-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 _ . @ -");
export const shortId = z.string().min(1).max(64);

/** The settings of the console for receiving messages (D90930). */
export const callbackSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  token: z.string().regex(/^[a-zA-Z0-9]{1,32}$/, "must be 1 to 32 letters and digits"),
  /** 32 bytes as base64 whose last two bits are junk. */
  encodingAesKey: z.string().regex(/^[a-zA-Z0-9]{43}$/, "must be 43 letters and digits"),
});

export type CallbackSettings = z.infer<typeof callbackSchema>;

/** An AI bot in webhook mode (D101039); `id` is its `aibotid`. */
export const botSchema = z.strictObject({
  id: shortId,
  name: z.string(),
  callback: callbackSchema,
});

export type Bot = z.infer<typeof botSchema>;

/** A customer-service account (微信客服). */
export const kfAccountSchema = z.strictObject({
  /** Its `open_kfid`. */
  id: shortId,
  name: z.string(),
  /** The app that gets the callbacks and may call `kf/*` for the account. */
  agentId: z.int().positive(),
  /** Members who can serve. */
  servicers: z.array(userid),
});

export type KfAccount = z.infer<typeof kfAccountSchema>;

/** A customer, as the members who added them see them (D92114). */
export const customerSchema = z.strictObject({
  externalUserid: shortId,
  /** Empty: WeCom knows the person, but no member has added them. */
  followers: z.array(z.strictObject({
    userid,
    remark: z.string(),
    description: z.string(),
    /** When the member added the customer, seconds since the epoch. */
    createTime: z.int().min(0),
    tags: z.array(z.strictObject({ groupName: z.string(), name: z.string(), id: shortId })),
    /** 1 is a scanned QR code (D92114). */
    addWay: z.int().min(0),
    /** The channel tag of the QR code. */
    state: z.string(),
  })),
});

export type Customer = z.infer<typeof customerSchema>;

/** A person at one end of a channel, the company's system at the other. */
export type Channel =
  | { corpId: string; kind: "app"; agentId: number }
  | { corpId: string; kind: "kf"; openKfid: string }
  | { corpId: string; kind: "bot"; botId: string };

/** A channel as one text, for lists and addresses: `app/1000002`, `kf/wk…`, `bot/…`. */
export function nameChannel(channel: Channel): string {
  if (channel.kind === "app") return `app/${channel.agentId}`;
  return channel.kind === "kf" ? `kf/${channel.openKfid}` : `bot/${channel.botId}`;
}

/** Keys that are clearly fake. As in most real keys, the last two bits are set. */
export function createCallback(url: string): CallbackSettings {
  return {
    url,
    token: "SimulatedCallbackToken0000000001",
    encodingAesKey: "SimulatedEncodingAesKey00000000000000000001",
  };
}

/** A bot with default values. */
export function createBot(identity: Pick<Bot, "id"> & Partial<Bot>): Bot {
  return {
    name: "智能机器人",
    callback: createCallback("http://127.0.0.1:3000/api/v1/wecom/callback/bot"),
    ...identity,
  };
}

/** A 微信客服 account with default values. */
export function createKfAccount(
  identity: Pick<KfAccount, "id" | "agentId"> & Partial<KfAccount>,
): KfAccount {
  return { name: "在线客服", servicers: ["lisi"], ...identity };
}
