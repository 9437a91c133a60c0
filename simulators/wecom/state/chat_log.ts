/** One message between a person and the company, in either direction. */
export interface ChatEntry {
  /** Counts everything said since the start or the last reset. */
  sequence: number;
  /** By the simulator's clock, ISO 8601. */
  time: string;
  corpId: string;
  /** `app/<agentid>`, `kf/<open_kfid>` or `bot/<aibotid>`. */
  channel: string;
  /** The member's userid or the customer's external_userid. */
  person: string;
  /** Who wrote it: the person, the company's system, or a member who serves in WeCom. */
  from: "person" | "system" | "servicer";
  via:
    | "callback"
    | "message/send"
    | "kf/send_msg"
    | "kf/send_msg_on_event"
    | "passive reply"
    | "stream"
    | "response_url";
  msgId: string;
  msgtype: string;
  /** Exactly what the client shows; other kinds than text in square brackets. */
  text: string;
  /** The message's own part as it came in, such as `{content}`. */
  content: Record<string, unknown>;
  /** Duplicates and what is over a limit WeCom accepts and never shows. */
  outcome: "shown" | "duplicate" | "rateLimited";
  /** Of an AI bot's streamed answer. */
  stream?: {
    /** The bot said it was done; false for ever when its six minutes ended first. */
    finished: boolean;
    /** How many answers brought it here. */
    updates: number;
    /** What stood in `<think>`, shown folded. */
    thinking: string;
  };
}

export type ChatLog = ReturnType<typeof createChatLog>;

const maximumEntries = 20_000;

/** Which entries; what is left out matches all. */
export interface ChatFilter {
  corpId?: string | undefined;
  channel?: string | undefined;
  person?: string | undefined;
}

/** What was said on every channel, the last 20,000 entries. */
export function createChatLog({ now }: { now: () => number }) {
  let entries: ChatEntry[] = [];
  let sequence = 0;

  return {
    /** Notes one message; a stream goes on writing into the entry that is returned. */
    record(said: Omit<ChatEntry, "sequence" | "time">): ChatEntry {
      sequence += 1;
      const entry = { sequence, time: new Date(now()).toISOString(), ...said };
      entries.push(entry);
      if (entries.length >= maximumEntries * 2) entries = entries.slice(-maximumEntries);
      return entry;
    },

    list({ corpId, channel, person }: ChatFilter = {}): ChatEntry[] {
      return entries.slice(-maximumEntries).filter((entry) =>
        (corpId === undefined || entry.corpId === corpId) &&
        (channel === undefined || entry.channel === channel) &&
        (person === undefined || entry.person.toLowerCase() === person.toLowerCase())
      );
    },

    clear(): void {
      entries = [];
      sequence = 0;
    },
  };
}
