import { z } from "zod";

const count = z.int().min(0).max(1_000_000);

/** What operators can change while the service runs, with the defaults. */
export const bridgeSettings = z.object({
  /** False: nothing is sent, for all accounts. */
  sendingEnabled: z.boolean().default(true),
  /** True: sends are recorded and go nowhere. */
  dryRun: z.boolean().default(false),
  sendsPerMinute: count.min(1).default(20),
  sendMinGapMs: count.default(1_000),
  conversationSendsPerMinute: count.min(1).default(10),
  sendsPerDay: count.min(1).default(500),
  probeFailThreshold: count.min(1).default(2),
  reconnectAttempts: count.default(6),
  reconnectBaseMs: count.min(1_000).default(5_000),
  reconnectCapMs: count.min(1_000).default(600_000),
  /** What an account comes back from by itself. The human on the phone decided `kicked` and `phone`. */
  reconnectOn: z.array(z.enum(["disconnect", "probe", "kicked", "phone"])).default([
    "disconnect",
    "probe",
  ]),
  /** Automatic QR codes of one loss. */
  automaticQrCodes: count.max(3).default(1),
});

export type BridgeSettings = z.infer<typeof bridgeSettings>;

/** The settings of a new installation. */
export const DEFAULT_SETTINGS: BridgeSettings = bridgeSettings.parse({});

/** Settings to change: any of them, without defaults, and no other field. */
export const settingsChanges = z.strictObject(Object.fromEntries(
  Object.entries(bridgeSettings.shape).map(([name, field]) => [name, field.unwrap().optional()]),
)) as unknown as z.ZodType<Partial<BridgeSettings>>;
