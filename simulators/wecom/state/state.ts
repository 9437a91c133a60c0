import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";
import { createSimulatedClock } from "simulators/shared/clock.ts";
import { createJournal, type Journal } from "simulators/shared/journal.ts";
import type { Corp } from "simulators/wecom/corp.ts";
import { type ChatLog, createChatLog } from "simulators/wecom/state/chat_log.ts";
import { createDeliveryStore, type DeliveryStore } from "simulators/wecom/state/deliveries.ts";
import { createExpiringMap, type ExpiringMap } from "simulators/shared/expiring_map.ts";
import { createFaultList, type FaultList } from "simulators/shared/faults.ts";
import type { ReceivedRequest } from "simulators/wecom/state/journal.ts";
import { createJsapiTickets, type JsapiTickets } from "simulators/wecom/state/jsapi_tickets.ts";
import { createKfCodes, type KfCodes } from "simulators/wecom/state/kf_codes.ts";
import { createKfStore, type KfStore } from "simulators/wecom/state/kf_store.ts";
import { createRateWindows, type RateWindows } from "simulators/wecom/state/rate_windows.ts";
import { createSecretGuard, type SecretGuard } from "simulators/wecom/state/secret_guard.ts";
import { defaultSettings, type Settings } from "simulators/wecom/state/settings.ts";
import { createTokenStore, type TokenStore } from "simulators/wecom/state/tokens.ts";

/** The content of a login code until an app exchanges it. */
export interface LoginCode {
  corpId: string;
  agentId: number;
  personaId: string;
  /** Host and port the code was sent to. */
  redirectHost: string;
}

/** A file that was uploaded, or that came with a message. */
export interface Media {
  corpId: string;
  filename: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The chat that a `response_url` of an AI bot belongs to. */
interface BotResponse {
  corpId: string;
  channel: string;
  person: string;
}

/** Everything that the simulated WeCom remembers. Tests may change it in place. */
export interface WecomState {
  corps: Corp[];
  readonly settings: Settings;
  readonly tokens: TokenStore;
  readonly codes: ExpiringMap<LoginCode>;
  readonly secretGuard: SecretGuard;
  readonly faults: FaultList;
  /** The callbacks that were sent. */
  readonly deliveries: DeliveryStore;
  /** The messages that people see in their chats. */
  readonly chats: ChatLog;
  readonly kf: KfStore;
  /** The tokens of `kf_msg_or_event`, each for one account. */
  readonly kfTokens: ExpiringMap<{ corpId: string; openKfid: string }>;
  /** Codes that allow a message after an event of a session. */
  readonly kfCodes: KfCodes;
  readonly botResponses: ExpiringMap<BotResponse>;
  readonly media: ExpiringMap<Media>;
  /** Files sent to AI bots, by the last part of their URLs; `bytes` are encrypted. */
  readonly botFiles: ExpiringMap<Media>;
  readonly jsapiTickets: JsapiTickets;
  readonly rates: RateWindows;
  readonly journal: Journal<ReceivedRequest>;
  readonly randomBytes: RandomBytes;
  /** The simulator's time: the injected clock plus its own offset, milliseconds since the epoch. */
  now(): number;
  /** How far the simulator's time is ahead of the injected clock. */
  offsetMs(): number;
  /** Moves the simulator's time forward. */
  advance(ms: number): void;
  /** Restores the corps, time and settings of the start, clears all stores, and ends running deliveries. */
  reset(): void;
}

/** Unused codes expire after five minutes (D91023). */
const codeLifetimeMs = 300_000;
/** D94670, D101138, D90253. */
const kfTokenLifetimeMs = 600_000;
const botResponseLifetimeMs = 3_600_000;
const mediaLifetimeMs = 3 * 86_400_000;
/** D101031. */
const botFileLifetimeMs = 300_000;

/** The stores that `reset` clears. */
const storeNames = [
  "tokens",
  "codes",
  "secretGuard",
  "faults",
  "deliveries",
  "chats",
  "kf",
  "kfTokens",
  "kfCodes",
  "botResponses",
  "media",
  "botFiles",
  "jsapiTickets",
  "rates",
  "journal",
] as const;

/** Builds the state around the corps it starts with. */
export function createWecomState(
  { clock, randomBytes, corps }: { clock: Clock; randomBytes: RandomBytes; corps: Corp[] },
): WecomState {
  const initialCorps = structuredClone(corps);
  const settings = { ...defaultSettings };
  const time = createSimulatedClock(clock);
  const { now } = time;
  const kept = { now, randomBytes, maximum: 100_000 };
  const files = { ...kept, maximum: 100 };
  const state: WecomState = {
    corps: structuredClone(initialCorps),
    settings,
    tokens: createTokenStore({ now, randomBytes, settings }),
    codes: createExpiringMap<LoginCode>({ ...kept, lifetimeMs: codeLifetimeMs }),
    secretGuard: createSecretGuard({ now, settings }),
    faults: createFaultList(),
    deliveries: createDeliveryStore({ now }),
    chats: createChatLog({ now }),
    kf: createKfStore({ now, randomBytes }),
    kfTokens: createExpiringMap({ ...kept, lifetimeMs: kfTokenLifetimeMs }),
    kfCodes: createKfCodes({ now, randomBytes }),
    botResponses: createExpiringMap<BotResponse>({ ...kept, lifetimeMs: botResponseLifetimeMs }),
    media: createExpiringMap<Media>({ ...files, lifetimeMs: mediaLifetimeMs }),
    botFiles: createExpiringMap<Media>({ ...files, lifetimeMs: botFileLifetimeMs }),
    jsapiTickets: createJsapiTickets({ now, randomBytes }),
    rates: createRateWindows({ now }),
    journal: createJournal({ now, maximumEntries: 10_000 }),
    randomBytes,
    now,
    offsetMs: time.offsetMs,
    advance: time.advance,
    reset() {
      time.clear();
      state.corps = structuredClone(initialCorps);
      Object.assign(settings, defaultSettings);
      for (const name of storeNames) state[name].clear();
    },
  };
  return state;
}
