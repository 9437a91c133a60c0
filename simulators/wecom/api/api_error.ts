/**
 * The error texts of the calls built here. Those for 40001, 40013, 40014, 40029, 41004, 42001,
 * 45009, 50001, 60020 and 60111 are as seen from WeCom, the others restate its list (D90313).
 */
const messages = {
  40001: "invalid credential",
  40003: "invalid userid",
  40013: "invalid corpid",
  40014: "invalid access_token",
  40029: "invalid code",
  40056: "invalid agentid",
  40063: "some parameters are empty",
  40091: "secret belongs to another corp",
  41001: "access_token missing",
  41002: "corpid missing",
  41004: "corpsecret missing",
  41008: "code missing",
  41011: "missing agentid",
  42001: "access_token expired",
  45009: "api freq out of limit",
  50001: "redirect_uri unauthorized",
  50003: "agent disabled",
  60020: "not allow to access from your ip",
  60021: "user not in visible scope",
  60111: "userid not found",
  84014: "user_ticket expired",
  84015: "invalid user_ticket",
  301002: "access_token does not match agentid",
} as const;

/** An errcode that a call of the simulator answers by itself. */
export type Errcode = keyof typeof messages;

/** Ends an API call with an errcode. */
export class ApiError extends Error {
  constructor(readonly errcode: Errcode) {
    super(messages[errcode]);
  }
}

/** The text that goes with an errcode, also with one that only a fault can bring. */
export function messageOf(errcode: number): string {
  if (errcode === -1) return "system busy";
  return (messages as Record<number, string>)[errcode] ?? "simulated fault";
}
