/**
 * The error texts of the calls built here. Those for 40001, 40007, 40008, 40013, 40014, 40029, 40058,
 * 41004, 42001, 45009, 50001, 60020, 60111 and 81013 are as seen from WeCom, the others restate its
 * list (D90313).
 */
const messages = {
  40001: "invalid credential",
  40003: "invalid userid",
  40004: "invalid media type",
  40006: "invalid media size",
  40007: "invalid media_id",
  40008: "invalid message type",
  40013: "invalid corpid",
  40014: "invalid access_token",
  40029: "invalid code",
  40032: "invalid user list size",
  40056: "invalid agentid",
  40058: "invalid Request Parameter",
  40063: "some parameters are empty",
  40091: "secret belongs to another corp",
  40096: "invalid external userid",
  41001: "access_token missing",
  41002: "corpid missing",
  41004: "corpsecret missing",
  41005: "media missing",
  41008: "code missing",
  41011: "missing agentid",
  42001: "access_token expired",
  44004: "empty content",
  45009: "api freq out of limit",
  48007: "no privilege to access the kf account",
  50001: "redirect_uri unauthorized",
  50003: "agent disabled",
  60020: "not allow to access from your ip",
  60021: "user not in visible scope",
  60111: "userid not found",
  81013: "user & party & tag all invalid",
  82001: "to_user, to_party and to_tag are all empty",
  84061: "not external contact",
  91040: "invalid ticket type",
  95000: "invalid open_kfid",
  95001: "send msg count limit",
  95002: "send msg after 48 hours",
  95004: "open_kfid does not exist",
  95007: "sync token expired",
  95013: "session has ended",
  95014: "servicer is not active",
  95016: "session state cannot change like this",
  95018: "session state does not allow sending",
  95033: "duplicate msgid",
  301002: "access_token does not match agentid",
} as const;

/** An errcode that a call of the simulator can answer. */
type Errcode = keyof typeof messages;

/** Ends an API call with an errcode; a few answer fields beside it. */
export class ApiError extends Error {
  constructor(readonly errcode: Errcode, readonly fields: Record<string, unknown> = {}) {
    super(messages[errcode]);
  }
}

/** The text of an errcode, also of one that only a fault answers. */
export function messageOf(errcode: number): string {
  if (errcode === -1) return "system busy";
  return (messages as Record<number, string>)[errcode] ?? "simulated fault";
}
