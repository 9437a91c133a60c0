import { z } from "zod";

const ms = z.int().min(0).max(86_400_000);

/** What the public documents leave open or what builds of the upstream do differently. */
export const settingsSchema = z.strictObject({
  /** Which names of the status actions exist: `v1`, `v2`, or both; `v2` also sends `msgType` for `msgtype`. */
  dialect: z.enum(["v1", "v2", "both"]),
  uuidFormat: z.enum(["hex", "dashed"]),
  /** Whether the status of v1 has `longLinkState` too. */
  linkStateInV1: z.boolean(),
  /** How long a QR code is valid, and after which an instance without a scan is destroyed. */
  qrTtlSeconds: z.int().min(1).max(86_400),
  /** From the last step of a login until it is complete. */
  loginDelayMs: ms,
  /** How long after a login the profile is empty. */
  profileLagMs: ms,
  /** How long the link is CONNECTING, and then HANDSHAKING. */
  linkStepMs: ms,
  /** Whether a new device needs a code after the confirmation. */
  codeOnNewDevice: z.boolean(),
  /** `errcode` and text of CheckCode when the phone shows no code. 0 is possible: no document says what it is. */
  notNeededErrcode: z.int(),
  notNeededMessage: z.string(),
  /** Whether a second login of an account ends the first instance (100008). */
  kicksOlder: z.boolean(),
  /** Whether 104001 comes again after a second verification. */
  repeatsLoginSuccess: z.boolean(),
  /** Whether messages sent by the API come back as callbacks. */
  echoesSends: z.boolean(),
  /** From a send until its late refusal (102001, 102002, 1011). */
  rejectDelayMs: ms,
  /** How callbacks contain their body, and their code. */
  callbackJson: z.enum(["string", "object"]),
  callbackType: z.enum(["number", "string"]),
  callbackTimeoutMs: z.int().min(10).max(60_000),
  callbackRetries: z.int().min(0).max(100),
  callbackRetryDelayMs: z.int().min(0).max(60_000),
});

export type Settings = z.infer<typeof settingsSchema>;

/** The settings at the start and after a reset. */
export const defaultSettings: Readonly<Settings> = {
  dialect: "both",
  uuidFormat: "hex",
  linkStateInV1: false,
  qrTtlSeconds: 600,
  loginDelayMs: 300,
  profileLagMs: 600,
  linkStepMs: 200,
  codeOnNewDevice: true,
  notNeededErrcode: -2,
  notNeededMessage: "qrcode_not need verify",
  kicksOlder: true,
  repeatsLoginSuccess: false,
  echoesSends: false,
  rejectDelayMs: 300,
  callbackJson: "string",
  callbackType: "number",
  callbackTimeoutMs: 5000,
  callbackRetries: 0,
  callbackRetryDelayMs: 1000,
};
