import type { MessageKind } from "services/upstream-bridge/domain/pushes/push.ts";

/** The upstream's `msgtype` numbers of each kind. Source: the upstream's facts, section 5.3. */
const NUMBERS: Readonly<Partial<Record<MessageKind, readonly number[]>>> = {
  text: [0, 2],
  merged: [4],
  location: [6],
  link: [13],
  image: [14, 101],
  file: [15, 20, 102],
  voice: [16, 106],
  video: [23, 103],
  red_packet: [26],
  emoji: [29, 104],
  call: [40, 50, 503],
  card: [41],
  mini_program: [78],
  channels: [141, 146],
  solitaire: [213],
  recall: [2063, 10002],
  notice: [529, 573, 1001, 1002, 1003, 1011, 1022, 1023, 1043, 2055],
  control: [2001, 2115, 2118, 2131, 2160, 2161, 2314],
};

const KINDS: ReadonlyMap<number, MessageKind> = new Map(
  Object.entries(NUMBERS).flatMap(([kind, numbers]) =>
    numbers.map((number) => [number, kind as MessageKind] as const)
  ),
);

/** The number of a system notice, such as a restriction of the account. */
export const SYSTEM_NOTICE = 1011;

/** The kind of a message; `other` for unknown numbers. */
export function messageKindOf(msgType: number | null): MessageKind {
  return msgType === null ? "other" : KINDS.get(msgType) ?? "other";
}

/** Whether people write messages of this kind. Unknown numbers from 1000 on are taken for notices, as the known ones are. */
export function isFromPeople(kind: MessageKind, msgType: number | null): boolean {
  if (kind === "other") return (msgType ?? 0) < 1_000;
  return kind !== "notice" && kind !== "control" && kind !== "recall";
}
