import { redactText } from "packages/platform/redact.ts";
import { shortUuid } from "packages/upstream_push/hide_secrets.ts";
import {
  firstOf,
  integerOf,
  textOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";
import { CallError } from "services/upstream-bridge/upstream/call_error.ts";
import type { FailureKind } from "services/upstream-bridge/upstream/outcome.ts";

const SECOND_VERIFY = -11025;
const NOT_LOGGED_IN = 500;
const MESSAGE_LENGTH_MAX = 300;
const SECRET_FIELDS = ["passward", "code", "qrcodeKey", "url"];
/** Shorter texts are in many words. */
const SECRET_LENGTH_MIN = 4;

/** How to read the answer of one action. */
export interface AnswerReader<T> {
  /** Reads the payload; undefined: what the action must deliver is not in it. */
  readonly read: (payload: unknown, whole: WireRecord) => T | undefined;
  /** Whether the value alone proves success where the answer has no code. */
  readonly isProof: (value: T) => boolean;
  /** For CheckCode: the upstream may say that there is nothing to verify, with a code that is not documented. */
  readonly mayNeedNoCode?: boolean;
}

/**
 * Reads an answer: its code decides, and where it has none, what the action must deliver. Words never decide, except the
 * two that the vendor documents. Source: the upstream's facts, section 2.3.
 * @throws CallError when the answer is no success
 */
export function readAnswer<T>(whole: WireRecord, reader: AnswerReader<T>): T {
  const code = codeOf(whole);
  const message = messageOf(whole);
  if (reader.mayNeedNoCode && /not need verify/i.test(message)) {
    throw refusal("code_not_needed", message, code);
  }
  if (code === "invalid") throw unclear("its errcode is not a number");
  if (code !== undefined && code !== 0) throw refusal(kindOf(code, message), message, code);
  const value = reader.read(payloadOf(whole), whole);
  if (value === undefined) throw unclear("what the call asked for is not in it", code);
  if (code === undefined && !reader.isProof(value)) throw unclear("it has no errcode");
  return value;
}

/** A message without the fields of the request that are secrets; of the uuid the first six characters stay. */
export function cleanMessage(message: string, body: WireRecord): string {
  const uuid = textOf(body, "uuid");
  const secrets = SECRET_FIELDS.map((name) => textOf(body, name)).filter((secret) =>
    secret.length >= SECRET_LENGTH_MIN
  );
  let text = uuid === "" ? message : message.replaceAll(uuid, shortUuid(uuid));
  for (const secret of secrets) text = text.replaceAll(secret, "…");
  return redactText(text).slice(0, MESSAGE_LENGTH_MAX);
}

function codeOf(whole: WireRecord): number | "invalid" | undefined {
  const names = ["errcode", "error_code", "errorcode", "err_code", "code"];
  if (firstOf(whole, ...names) === undefined) return undefined;
  return integerOf(whole, ...names) ?? "invalid";
}

function messageOf(whole: WireRecord): string {
  return textOf(whole, "errmsg", "error_msg", "errMsg", "err_msg", "msg", "message");
}

function payloadOf(whole: WireRecord): unknown {
  const { data } = whole;
  return typeof data === "object" && data !== null ? data : whole;
}

function kindOf(code: number, message: string): FailureKind {
  if (code === SECOND_VERIFY) return "second_verify";
  return code === NOT_LOGGED_IN || message.includes("实例未登录") ? "not_logged_in" : "rejected";
}

function refusal(
  kind: FailureKind,
  message: string,
  code: number | "invalid" | undefined,
): CallError {
  return new CallError({
    kind,
    ...typeof code === "number" && { errcode: code },
    message: message === "" ? `The upstream refused the call with code ${code}` : message,
    mayHaveArrived: false,
  });
}

function unclear(problem: string, errcode?: number): CallError {
  return new CallError({
    kind: "unclear",
    ...errcode !== undefined && { errcode },
    message: `Cannot understand the upstream's answer: ${problem}`,
    mayHaveArrived: true,
  });
}
