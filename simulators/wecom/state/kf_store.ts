import { encodeBase64Url } from "packages/platform/encoding.ts";
import { type RandomBytes, randomHex } from "packages/platform/random.ts";

/** 0 untreated, 1 bot, 2 waiting in the pool, 3 served by a member, 4 ended or not begun (D94669). */
export type SessionState = 0 | 1 | 2 | 3 | 4;

/** One customer at one account. */
export interface KfSession {
  state: SessionState;
  /** Who serves in state 3. */
  servicer: string;
  /** Milliseconds since the epoch; null before the first message. */
  lastCustomerMessageMs: number | null;
  /** Messages sent by `kf/send_msg` since then. */
  sentSince: number;
  /** The msgids chosen by callers, which may not come twice. */
  usedMsgIds: Set<string>;
  /** The states that `service_state/trans` has given a code for since the session began. */
  codesGiven: Set<SessionState>;
  /** When the company last greeted the customer; null: never. Milliseconds since the epoch. */
  welcomedMs: number | null;
}

/** A code of an event. It allows one message to one customer (D95122). */
export interface KfCode {
  corpId: string;
  openKfid: string;
  customer: string;
  /** The state that the session changed to and must still be in. `welcome`: the customer opened the chat, in any state. */
  moment: SessionState | "welcome";
}

/** One item of `kf/sync_msg`. */
interface KfItem {
  timeMs: number;
  fields: Record<string, unknown>;
}

interface AccountLog {
  items: KfItem[];
  sessions: Map<string, KfSession>;
}

/** The messages of each account, and the sessions of its customers. */
export function createKfStore(
  { now, randomBytes }: { now: () => number; randomBytes: RandomBytes },
) {
  const accounts = new Map<string, AccountLog>();
  let run = randomHex(randomBytes, 4);

  function accountOf(corpId: string, openKfid: string): AccountLog {
    const key = `${corpId}/${openKfid}`;
    const account = accounts.get(key) ?? { items: [], sessions: new Map() };
    accounts.set(key, account);
    return account;
  }

  return {
    /** The id of this log. A cursor from before a restart has another one. */
    get run(): string {
      return run;
    },

    /** Appends an item; returns its new msgid. */
    append(corpId: string, openKfid: string, fields: Record<string, unknown>): string {
      const msgid = randomHex(randomBytes, 16);
      const timeMs = now();
      const item = { msgid, send_time: Math.floor(timeMs / 1000), ...fields };
      accountOf(corpId, openKfid).items.push({ timeMs, fields: item });
      return msgid;
    },

    items(corpId: string, openKfid: string): readonly KfItem[] {
      return accountOf(corpId, openKfid).items;
    },

    /** The customer's session, which callers change in place; `undefined` when there is none. */
    findSession(corpId: string, openKfid: string, customer: string): KfSession | undefined {
      return accountOf(corpId, openKfid).sessions.get(customer);
    },

    /** The same; creates the session when there is none. */
    openSession(corpId: string, openKfid: string, customer: string): KfSession {
      const { sessions } = accountOf(corpId, openKfid);
      const session = sessions.get(customer) ??
        {
          state: 4 as const,
          servicer: "",
          lastCustomerMessageMs: null,
          sentSince: 0,
          usedMsgIds: new Set<string>(),
          codesGiven: new Set<SessionState>(),
          welcomedMs: null,
        };
      sessions.set(customer, session);
      return session;
    },

    clear(): void {
      accounts.clear();
      run = randomHex(randomBytes, 4);
    },
  };
}

/** The position of a reader of `kf/sync_msg`: after `position` items, and whether an empty page is next. */
export interface KfCursor {
  /** The log that it was made for. */
  run: string;
  position: number;
  emptyNext: boolean;
}

/** A cursor as the opaque text that callers keep (at most 64 bytes). */
export function writeCursor({ run, position, emptyNext }: KfCursor): string {
  return encodeBase64Url(new TextEncoder().encode(`${emptyNext ? "e" : "n"}${position}.${run}`));
}

/** Reads a cursor; `undefined` when it has another form. */
export function readCursor(text: string): KfCursor | undefined {
  const plain = /^[\w-]{1,64}$/.test(text) ? atob(text.replace(/-/g, "+").replace(/_/g, "/")) : "";
  // Cursors of an earlier version have no log id.
  const [, kind, position, run = ""] = /^([en])(\d{1,12})(?:\.([0-9a-f]{8}))?$/.exec(plain) ?? [];
  return position === undefined
    ? undefined
    : { run, position: Number(position), emptyNext: kind === "e" };
}
