import { z } from "zod";

/** Behaviour that the documents leave open, or that a test changes. */
export interface Settings {
  /** Lifetime of an access token, and the `expires_in` of every `gettoken`. */
  tokenLifetimeSeconds: number;
  /** `gettoken` returns the same token until it expires. Off: a new one each time, which ends the previous one. */
  reuseToken: boolean;
  /** Wrong secrets in a row from one address until `gettoken` answers it 45009 for an hour. */
  badSecretLimit: number;
  /** The login pages' redirect carries `appid` beside `code` and `state`, as seen in the field. */
  redirectWithAppid: boolean;
  /** How long a callback may take (D90930). */
  callbackTimeoutMs: number;
  /** How often a callback is sent again when it failed. */
  callbackRetries: number;
  /** The pause before a retry. */
  callbackRetryDelayMs: number;
  /** Another status than 200 counts as failed (D90238); off: it is final (D90930). */
  retryOnBadStatus: boolean;
  /** A retry has its own timestamp, nonce and ciphertext; off: it has the same bytes. */
  freshRetryEnvelope: boolean;
  /** How long the answer to a URL verification may take. */
  verifyTimeoutMs: number;
  /** Pause between the refreshes of an AI bot's stream. */
  streamRefreshMs: number;
  /** Items a page of `kf/sync_msg` holds at most. */
  kfPageSize: number;
  /** Between two pages of `kf/sync_msg` there is an empty one with `has_more` 1. */
  kfEmptyPages: boolean;
  /** `kf/sync_msg` without token, each minute and account, until 45009. */
  kfTokenlessPerMinute: number;
  /** Messages an app may send to one member a minute; further ones are dropped silently (D90236). */
  memberMessagesPerMinute: number;
  /** JS-SDK tickets an app may fetch an hour, of each kind; the corp has four times as many (D90312). */
  ticketFetchesPerHour: number;
  /** What `getcallbackip` answers. */
  callbackIps: string[];
}

/** The settings at the start and after a reset. */
export const defaultSettings: Readonly<Settings> = {
  tokenLifetimeSeconds: 7200,
  reuseToken: true,
  badSecretLimit: 20,
  redirectWithAppid: true,
  callbackTimeoutMs: 5000,
  callbackRetries: 3,
  callbackRetryDelayMs: 1000,
  retryOnBadStatus: true,
  freshRetryEnvelope: true,
  verifyTimeoutMs: 1000,
  streamRefreshMs: 500,
  kfPageSize: 1000,
  kfEmptyPages: true,
  kfTokenlessPerMinute: 10,
  memberMessagesPerMinute: 30,
  ticketFetchesPerHour: 100,
  callbackIps: ["127.0.0.1", "203.0.113.*"],
};

const count = z.int().min(1).max(1_000_000);
const pauseMs = z.int().min(0).max(60_000);

/** `POST /_control/settings`: those to change. */
export const settingsSchema = z.strictObject({
  tokenLifetimeSeconds: z.int().min(1).max(7200),
  reuseToken: z.boolean(),
  badSecretLimit: count,
  redirectWithAppid: z.boolean(),
  callbackTimeoutMs: z.int().min(10).max(60_000),
  callbackRetries: z.int().min(0).max(100),
  callbackRetryDelayMs: pauseMs,
  retryOnBadStatus: z.boolean(),
  freshRetryEnvelope: z.boolean(),
  verifyTimeoutMs: z.int().min(10).max(60_000),
  streamRefreshMs: pauseMs.min(1),
  kfPageSize: z.int().min(1).max(1000),
  kfEmptyPages: z.boolean(),
  kfTokenlessPerMinute: count,
  memberMessagesPerMinute: count,
  ticketFetchesPerHour: count,
  callbackIps: z.array(z.string().min(1)),
}).partial();
