import { createJournal, type JournalEntry } from "simulators/shared/journal.ts";

/** One message between a person and the company, in either direction. */
interface Message {
  corpId: string;
  /** `app/<agentid>`, `kf/<open_kfid>` or `bot/<aibotid>`. */
  channel: string;
  /** The member's userid or the customer's external_userid. */
  person: string;
  /** The group in which a person and an AI bot write; absent in a single chat. */
  chatId?: string;
  /** The author: the person, the company's system, or a member who answers in WeCom. */
  from: "person" | "system" | "servicer";
  via:
    | "callback"
    | "message/send"
    | "kf/send_msg"
    | "kf/send_msg_on_event"
    | "passive reply"
    | "stream";
  msgId: string;
  msgtype: string;
  /** The text that the client shows; of other kinds, the kind in square brackets and the title. */
  text: string;
  /** The content as it was received, such as `{content}`. */
  content: Record<string, unknown>;
  /** WeCom accepts duplicates and messages over a limit, and never shows them. `recalled`: the app took it back. */
  outcome: "shown" | "duplicate" | "rateLimited" | "recalled";
  /** Of an AI bot's streamed answer. */
  stream?: {
    /** The bot sent `finish`. Stays false when its six minutes ended first. */
    finished: boolean;
    /** How many answers updated it. */
    updates: number;
    /** The text of `<think>`, which clients show folded. */
    thinking: string;
  };
}

/** One message with its number and time. */
export type ChatEntry = JournalEntry<Message>;

/** Which messages; a missing field matches all. */
interface ChatFilter {
  corpId?: string | undefined;
  channel?: string | undefined;
  person?: string | undefined;
  chatId?: string | undefined;
}

/** The messages of all channels in order, the last 20,000 of them. A stream changes the entry that `record` returns. */
export function createChatLog({ now }: { now: () => number }) {
  const journal = createJournal<Message>({ now, maximumEntries: 20_000 });
  return {
    ...journal,
    list: ({ corpId, channel, person, chatId }: ChatFilter = {}): ChatEntry[] =>
      journal.list().filter((entry) =>
        (corpId === undefined || entry.corpId === corpId) &&
        (channel === undefined || entry.channel === channel) &&
        (chatId === undefined || entry.chatId === chatId) &&
        (person === undefined || entry.person.toLowerCase() === person.toLowerCase())
      ),
  };
}
