/** The names of the upstream's callbacks, by their type. Source: the upstream's facts, section 5.2. */
const NAMES = {
  "100001": "login.qr_scanned",
  "100002": "login.qr_confirmed",
  "100003": "login.qr_cancelled",
  "100004": "login.code_required",
  "100005": "login.ended_by_phone",
  "100006": "login.corp_switched",
  "100007": "login.disconnected",
  "100008": "login.kicked",
  "100009": "login.qr_expired",
  "100012": "login.second_verify",
  "104001": "login.success",
  "102000": "message",
  "102001": "message.rejected_deleted",
  "102002": "message.rejected_blocked",
  "102004": "chat_tag.changed",
  "102005": "chat_tag.members_changed",
  "102006": "message.read_elsewhere",
  "115001": "room.created",
  "115002": "room.member_removed",
  "115003": "room.member_invited",
  "115004": "room.member_left",
  "115005": "room.renamed",
  "115006": "room.setting",
  "115007": "room.admins_changed",
  "115008": "room.dissolved",
  "115009": "room.changed",
  "116001": "contact.request",
  "116002": "contact.changed",
  "116003": "contact.remark",
  "116005": "chat.flags",
  "130001": "label.personal",
  "130002": "label.company",
} as const;

/** The name of a callback. `upstream.unknown`: a type without a description. `callback.unparsed`: the body is not JSON. */
export type PushName =
  | (typeof NAMES)[keyof typeof NAMES]
  | "upstream.unknown"
  | "callback.unparsed";

/** The name for a type. */
export function pushNameOf(type: string): PushName {
  return Object.hasOwn(NAMES, type) ? NAMES[type as keyof typeof NAMES] : "upstream.unknown";
}
