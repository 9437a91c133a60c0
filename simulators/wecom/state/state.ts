import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { createSimulatedClock } from "simulators/shared/clock.ts";
import { createCountedList } from "simulators/shared/counted_list.ts";
import { createExpiringMap } from "simulators/shared/expiring_map.ts";
import type { Fault } from "simulators/shared/faults.ts";
import { createJournal } from "simulators/shared/journal.ts";
import { createCardStore } from "simulators/wecom/state/card_store.ts";
import { createChatLog } from "simulators/wecom/state/chat_log.ts";
import { createDeliveryStore } from "simulators/wecom/state/deliveries.ts";
import { createJsapiTickets } from "simulators/wecom/state/jsapi_tickets.ts";
import { createKfStore, type KfCode } from "simulators/wecom/state/kf_store.ts";
import { createRateWindows } from "simulators/wecom/state/rate_windows.ts";
import { createSecretGuard } from "simulators/wecom/state/secret_guard.ts";
import { createTokenStore } from "simulators/wecom/state/tokens.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import type { ReceivedRequest } from "simulators/wecom/state/journal.ts";
import { defaultSettings, type Settings } from "simulators/wecom/state/settings.ts";

/** The content of a login code until an app exchanges it. */
export interface LoginCode {
  corpId: string;
  /** Absent for an authorize without `agentid`: every app that trusts the redirect's domain may exchange it. */
  agentId: number | undefined;
  personaId: string;
  /** Host and port the code was sent to. */
  redirectHost: string;
}

/** A file that was uploaded, or that came with a message. */
export interface Media {
  corpId: string;
  /** As which kind of media it was uploaded or sent. */
  kind: "image" | "voice" | "video" | "file";
  filename: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** Unused codes expire after five minutes (D91023). */
const codeLifetimeMs = 300_000;
/** D94670, D90253. */
const kfTokenLifetimeMs = 600_000;
const mediaLifetimeMs = 3 * 86_400_000;
/** D101031. */
const botFileLifetimeMs = 300_000;
/** D95122: 20 seconds for a greeting and a farewell, two days for messages about pool and member. */
const briefMs = 20_000;
const longMs = 2 * 86_400_000;

/** Everything that the simulated WeCom remembers. Tests may change it in place. */
export type WecomState = ReturnType<typeof createWecomState>;

/** Builds the state around the corps it starts with. */
export function createWecomState(
  { clock, randomBytes, corps }: { clock: Clock; randomBytes: RandomBytes; corps: Corp[] },
) {
  const initialCorps = structuredClone(corps);
  const settings: Settings = { ...defaultSettings };
  const time = createSimulatedClock(clock);
  const { now } = time;
  const kept = { now, randomBytes, maximum: 100_000 };
  const files = { ...kept, maximum: 100 };
  const stores = {
    tokens: createTokenStore({ now, randomBytes, settings }),
    codes: createExpiringMap<LoginCode>({ ...kept, lifetimeMs: codeLifetimeMs }),
    secretGuard: createSecretGuard({ now }),
    faults: createCountedList<Fault>(),
    /** The callbacks that were sent. */
    deliveries: createDeliveryStore({ now }),
    /** The messages that people see in their chats. */
    chats: createChatLog({ now }),
    kf: createKfStore({ now, randomBytes }),
    /** The tokens of `kf_msg_or_event`, each for one account. */
    kfTokens: createExpiringMap<{ corpId: string; openKfid: string }>({
      ...kept,
      lifetimeMs: kfTokenLifetimeMs,
    }),
    /** Codes that allow a message after an event of a session. */
    kfCodes: createExpiringMap<KfCode>({
      ...kept,
      lifetimeMs: ({ moment }) => moment === "welcome" || moment === 4 ? briefMs : longMs,
    }),
    cards: createCardStore(kept),
    media: createExpiringMap<Media>({ ...files, lifetimeMs: mediaLifetimeMs }),
    /** Files sent to AI bots, by the last part of their URLs; `bytes` are encrypted. */
    botFiles: createExpiringMap<Media>({ ...files, lifetimeMs: botFileLifetimeMs }),
    jsapiTickets: createJsapiTickets({ now, randomBytes }),
    rates: createRateWindows({ now }),
    journal: createJournal<ReceivedRequest>({ now, maximumEntries: 10_000 }),
  };
  const state = {
    ...stores,
    corps: structuredClone(initialCorps),
    settings,
    randomBytes,
    /** The simulator's time: the injected clock plus its own offset, milliseconds since the epoch. */
    now,
    offsetMs: time.offsetMs,
    /** Moves the simulator's time forward. */
    advance: time.advance,
    /** Restores the corps, time and settings of the start, clears all stores, and ends running deliveries. */
    reset(): void {
      time.clear();
      state.corps = structuredClone(initialCorps);
      Object.assign(settings, defaultSettings);
      for (const store of Object.values(stores)) store.clear();
    },
  };
  return state;
}
