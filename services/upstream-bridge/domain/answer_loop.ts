/** A chat in which two programs answer each other is muted for so long. */
export const MUTE_MS = 3_600_000;
/** Only messages within this time count. */
export const LOOP_WINDOW_MS = 120_000;
/** How often the direction must change: people need longer for so many questions and answers. */
const CHANGES_MIN = 8;
/** Fewer sends cannot be a loop. */
export const LOOP_SENDS_MIN = CHANGES_MIN / 2;

/**
 * Whether we and a program answer each other in a chat: our sends and its messages take turns at high speed.
 * @param sentAt times of our sends, and `receivedAt` of the other side's messages, in epoch milliseconds
 */
export function isAnswerLoop(
  { sentAt, receivedAt, now }: {
    readonly sentAt: readonly number[];
    readonly receivedAt: readonly number[];
    readonly now: number;
  },
): boolean {
  const messages = [
    ...sentAt.map((at) => ({ at, isOurs: true })),
    ...receivedAt.map((at) => ({ at, isOurs: false })),
  ].filter(({ at }) => at > now - LOOP_WINDOW_MS).toSorted((a, b) => a.at - b.at);
  const changes = messages.filter(({ isOurs }, place) =>
    place > 0 && messages[place - 1]!.isOurs !== isOurs
  );
  return changes.length >= CHANGES_MIN;
}
