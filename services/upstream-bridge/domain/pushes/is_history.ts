/** A message from this long before the account came online counts as new: the clocks of both sides differ. */
const ONLINE_MARGIN_MS = 120_000;
/** Callbacks overtake each other. A message behind the latest one is history only when it is older than this. */
const REORDER_MS = 60_000;

/** When a message arrived, and what the account had received before. Times are epoch milliseconds. */
export interface Arrival {
  readonly receivedAt: number;
  /** Null: the account is not online yet, as far as we know. */
  readonly onlineSince: number | null;
  /** The highest number of a message that the account has received, a decimal string. */
  readonly lastServerId: string | null;
}

/**
 * Whether the upstream repeats history with this message: it does so after a restart, and not always with its mark
 * `issync`. Such messages are stored, and start nothing.
 */
export function isHistory(
  { isReplay, serverId, sentAt }: {
    readonly isReplay: boolean;
    readonly serverId: string | null;
    readonly sentAt: number | null;
  },
  { receivedAt, onlineSince, lastServerId }: Arrival,
): boolean {
  if (isReplay) return true;
  const newFrom = (onlineSince ?? receivedAt) - ONLINE_MARGIN_MS;
  if (sentAt !== null && sentAt < newFrom) return true;
  const isBehind = serverId !== null && lastServerId !== null &&
    BigInt(serverId) <= BigInt(lastServerId);
  return isBehind && (sentAt === null || sentAt < receivedAt - REORDER_MS);
}
