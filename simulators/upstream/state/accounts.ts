import { ACCOUNTS, createPerson, type Person } from "simulators/upstream/cast/accounts.ts";

/** One message of an account, in either direction. */
export interface Message {
  /** Grows per account; the position of SyncAllData. */
  readonly serverId: number;
  readonly msgId: number;
  readonly sender: string;
  readonly senderName: string;
  /** 0 in a room. */
  readonly receiver: string;
  readonly roomId: string | undefined;
  readonly kfId: string;
  readonly msgtype: number;
  readonly content: string;
  /** Seconds since the epoch. */
  readonly sentAt: number;
  /** The message on which this one is an operation; 0 for a new message. */
  readonly referid: number;
  /** Further fields, or other values of those above. */
  readonly more: Readonly<Record<string, unknown>>;
}

/** The message of which a test or a send knows only these parts. */
export type NewMessage =
  & Pick<Message, "sender" | "receiver" | "roomId" | "content">
  & Partial<Omit<Message, "serverId">>;

/** An account with what the upstream keeps about it. */
export interface Account extends Person {
  /** Whether `automaticLogin` works: the login of its device is stored. */
  hasCache: boolean;
  /** Whether every call of its instance is refused until a second verification. */
  mustVerify: boolean;
  /** Whether WeCom has restricted it: sends are accepted, and refused later. */
  isRestricted: boolean;
  readonly messages: Message[];
}

/** Positions start above those of an earlier run: real ones never start again, and callers recognise repeats by them. */
const FIRST_SERVER_ID = 7_000_000;
const SERVER_IDS_PER_SECOND = 20;
const COUNTED_FROM = Date.UTC(2025, 0, 1);
const FIRST_MSG_ID = 1_000_000;
const MESSAGES_MAX = 20_000;

export type Accounts = ReturnType<typeof createAccounts>;

/** The accounts of the cast and those that tests add. */
export function createAccounts({ now }: { now: () => number }) {
  const byVid = new Map<string, Account>();
  let lastMsgId = FIRST_MSG_ID;
  let firstServerId = FIRST_SERVER_ID;
  const lastServerIds = new Map<string, number>();

  function add(person: Person): Account {
    const account = {
      ...person,
      hasCache: true,
      mustVerify: false,
      isRestricted: false,
      messages: [],
    };
    byVid.set(person.vid, account);
    return account;
  }

  function start(): void {
    byVid.clear();
    lastServerIds.clear();
    lastMsgId = FIRST_MSG_ID;
    const seconds = Math.max(0, Math.floor((now() - COUNTED_FROM) / 1000));
    firstServerId = FIRST_SERVER_ID + seconds * SERVER_IDS_PER_SECOND;
    for (const person of ACCOUNTS) add(person);
  }

  start();
  return {
    find: (vid: string): Account | undefined => byVid.get(vid),
    list: (): Account[] => [...byVid.values()],
    /** The account, which is added when it is new. */
    ensure: (vid: string): Account => byVid.get(vid) ?? add(createPerson(vid)),

    /** Numbers a message and keeps it, the last {@link MESSAGES_MAX} of an account. */
    addMessage(account: Account, message: NewMessage): Message {
      const serverId = (lastServerIds.get(account.vid) ?? firstServerId) + 1;
      lastServerIds.set(account.vid, serverId);
      lastMsgId += 1;
      const added: Message = {
        senderName: "",
        kfId: "0",
        msgtype: 2,
        sentAt: Math.floor(now() / 1000),
        referid: 0,
        msgId: lastMsgId,
        more: {},
        ...message,
        serverId,
      };
      account.messages.push(added);
      if (account.messages.length > MESSAGES_MAX) account.messages.shift();
      return added;
    },
    clear: start,
  };
}
