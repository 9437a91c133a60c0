import type { AppError } from "packages/platform/errors.ts";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";
import {
  type SendBlock,
  type SenderState,
  type SendLimit,
  sendWindows,
} from "services/upstream-bridge/domain/send_rules.ts";
import { bridgeError } from "services/upstream-bridge/errors.ts";

const BLOCKS = {
  sending_disabled: "bridge_sending_disabled",
  restricted: "bridge_account_restricted",
  muted: "bridge_account_muted",
  not_online: "bridge_account_not_online",
} as const satisfies Record<SendBlock, string>;

/** The error for an account that may not send. */
export function blockError(block: SendBlock, { state, mutedUntil }: SenderState): AppError {
  const details: Partial<Record<SendBlock, string>> = {
    not_online: `Its state is ${state}`,
    muted: `Until ${new Date(mutedUntil ?? 0).toISOString()}`,
  };
  const detail = details[block];
  return bridgeError(BLOCKS[block], detail === undefined ? {} : { detail });
}

/** The error for a limit that is reached. */
export function limitError(
  limit: SendLimit,
  settings: BridgeSettings,
  retryAfterMs: number,
): AppError {
  const { max } = sendWindows(settings)[limit];
  const sentences: Record<SendLimit, string> = {
    minute: `The account may send ${max} texts a minute`,
    conversation: `The account may send ${max} texts a minute to one conversation`,
    day: `The account may send ${max} texts in 24 hours`,
  };
  return bridgeError("bridge_send_limited", {
    detail: sentences[limit],
    retryAfterSeconds: retryAfterMs / 1000,
  });
}
