import type {
  CallFailure,
  CommandFailure,
} from "services/upstream-bridge/domain/account_inputs.ts";

/** What a failed call means for the command that wanted it. */
export function failureOf({ kind, errcode, message }: CallFailure): CommandFailure {
  const isUnavailable = kind === "unavailable" || kind === "not_sent";
  const code = isUnavailable ? "upstream_unavailable" : "upstream_refused";
  return { ok: false, code, message, ...(errcode === undefined ? {} : { errcode }) };
}
