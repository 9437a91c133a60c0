import type { WecomState } from "simulators/wecom/state/state.ts";

/** One answer of the API, before it is written in WeCom's form. */
interface ApiAnswer {
  errcode: number;
  /** The text alone: `ok`, or the error. */
  message: string;
  fields: Record<string, unknown>;
  callerIp: string;
  /** The request's body was not JSON. WeCom ignores it and adds a warning to errmsg (D90313). */
  hasBadJson: boolean;
}

/** HTTP 200 with errcode, errmsg in its documented form, and the headers seen in the field. */
export function respond(state: WecomState, answer: ApiAnswer): Response {
  const errmsg = formatErrmsg(state, answer);
  return new Response(JSON.stringify({ errcode: answer.errcode, errmsg, ...answer.fields }), {
    headers: {
      "content-type": "application/json; charset=UTF-8",
      "error-code": String(answer.errcode),
      "error-msg": errmsg.trim(),
      "server": "nginx",
    },
  });
}

/** `<text>, hint: [<digits>], from ip: <ip>, more info at <link>`; the JSON warning as seen in the field. */
function formatErrmsg(state: WecomState, { errcode, message, callerIp, hasBadJson }: ApiAnswer) {
  const warning = "Warning: wrong json format. ";
  if (errcode === 0) return hasBadJson ? `${message}. ${warning}` : message;
  const link = `https://open.work.weixin.qq.com/devtool/query?e=${errcode}`;
  return `${hasBadJson ? warning : ""}${message}, hint: [${createHint(state)}], ` +
    `from ip: ${callerIp}, more info at ${link}`;
}

/** 24 digits: the second and fourteen random ones. */
function createHint(state: WecomState): string {
  const digits = [...state.randomBytes(14)].map((byte) => byte % 10).join("");
  return `${Math.floor(state.now() / 1000)}${digits}`;
}
