/** The settings of the console for receiving messages (D90930). */
export interface CallbackSettings {
  url: string;
  token: string;
  /** 43 letters and digits; 32 bytes as base64 whose last two bits are junk. */
  encodingAesKey: string;
}

/** An AI bot in webhook mode (D101039). */
export interface Bot {
  /** Its `aibotid`. */
  id: string;
  name: string;
  callback: CallbackSettings;
}

/** A customer-service account (微信客服). */
export interface KfAccount {
  /** Its `open_kfid`. */
  id: string;
  name: string;
  /** The app that gets the callbacks and may call `kf/*` for the account. */
  agentId: number;
  /** Members who can serve. */
  servicers: string[];
}

/** A customer, as the members who added them see them (D92114). */
export interface Customer {
  externalUserid: string;
  /** Empty: WeCom knows the person, but no member has added them. */
  followers: Follower[];
}

/** One member's relation to a customer. */
export interface Follower {
  userid: string;
  remark: string;
  description: string;
  /** When the member added the customer, seconds since the epoch. */
  createTime: number;
  tags: { groupName: string; name: string; id: string }[];
  /** 1 is a scanned QR code (D92114). */
  addWay: number;
  /** The channel tag of the QR code. */
  state: string;
}

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
