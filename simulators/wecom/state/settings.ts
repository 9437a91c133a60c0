import { z } from "zod";

/** Behaviour that the documents leave open, or that a test changes. */
export const settingsSchema = z.strictObject({
  /** Lifetime of an access token, and the `expires_in` of every `gettoken`. */
  tokenLifetimeSeconds: z.int().min(1).max(7200),
  /** How long a callback may take (D90930). */
  callbackTimeoutMs: z.int().min(10).max(60_000),
  /** How often a callback is sent again when it failed. */
  callbackRetries: z.int().min(0).max(100),
  /** The pause before a retry. */
  callbackRetryDelayMs: z.int().min(0).max(60_000),
  /** Pause between the refreshes of an AI bot's stream. */
  streamRefreshMs: z.int().min(1).max(60_000),
  /** Items a page of `kf/sync_msg` holds at most. */
  kfPageSize: z.int().min(1).max(1000),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings at the start and after a reset. */
export const defaultSettings: Readonly<Settings> = {
  tokenLifetimeSeconds: 7200,
  callbackTimeoutMs: 5000,
  callbackRetries: 3,
  callbackRetryDelayMs: 1000,
  streamRefreshMs: 500,
  kfPageSize: 1000,
};
