import { FAILURE_TEXTS } from "packages/login/failure_texts.ts";
import { fail, type Finding, ok, type Subject } from "tools/doctor/finding.ts";
import type { LoginStatus } from "tools/doctor/login/device.ts";

/** How an attempt ended, and when it failed, why and what to do. Pure. */
export function judgeScan(subject: Subject, { status, reason }: LoginStatus): Finding {
  if (status === "confirmed" || status === "consumed") {
    return ok(subject, { zh: "扫码成功。", en: "The scan came through." });
  }
  const text = FAILURE_TEXTS[reason as keyof typeof FAILURE_TEXTS] as
    | typeof FAILURE_TEXTS[keyof typeof FAILURE_TEXTS]
    | undefined;
  if (status === "failed" && text !== undefined) {
    return fail({ ...subject, id: `${subject.id}.${reason}` }, {
      zh: `失败（${reason}）：${text.title.zh}`,
      en: `It failed (${reason}): ${text.title.en}`,
    }, {
      zh:
        `${text.detail.zh} 用 --user <userid> 检查该成员；日志里的 login_attempt_failed 有企业微信的错误码。`,
      en:
        `${text.detail.en} Check the member with --user <userid>; login_attempt_failed in the log has WeCom's error code.`,
    });
  }
  if (status === "denied") {
    return fail(subject, {
      zh: "手机上选择了拒绝，或选错了数字。",
      en: "It was declined on the phone, or the wrong number was chosen.",
    }, { zh: "再来一次。", en: "Try once more." });
  }
  return fail(subject, {
    zh: `没有等到扫码（状态 ${status}）。`,
    en: `No scan came (the attempt is ${status}).`,
  }, {
    zh:
      "手机上显示“redirect_uri 参数错误”：可信域名不一致，看 app.*.trusted_domain。扫了没有反应：回调地址手机访问不到，看 reachability。",
    en:
      "redirect_uri 参数错误 on the phone: the trusted domain differs, see app.*.trusted_domain. Nothing happens after the scan: the phone cannot reach the site, see reachability.",
  });
}
