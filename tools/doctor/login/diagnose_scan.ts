import { FAILURE_TEXTS } from "packages/login/failure_texts.ts";
import { fail, type Finding, ok, type Subject } from "tools/doctor/finding.ts";
import type { LoginStatus } from "tools/doctor/login/device.ts";

/** The result of a login attempt; for a failed one the reason and the remedy. Pure. */
export function diagnoseScan(subject: Subject, { status, reason }: LoginStatus): Finding {
  if (status === "confirmed" || status === "consumed") {
    return ok(subject, ["扫码成功。", "The scan succeeded."]);
  }
  const text = FAILURE_TEXTS[reason as keyof typeof FAILURE_TEXTS] as
    | typeof FAILURE_TEXTS[keyof typeof FAILURE_TEXTS]
    | undefined;
  if (status === "failed" && text !== undefined) {
    return fail({ ...subject, id: `${subject.id}.${reason}` }, [
      `失败（${reason}）：${text.title.zh}`,
      `It failed (${reason}): ${text.title.en}`,
    ], [
      `${text.detail.zh} 用 --user <userid> 检查该成员；日志里的 login_attempt_failed 有企业微信的错误码。`,
      `${text.detail.en} Check the member with --user <userid>; login_attempt_failed in the log has WeCom's error code.`,
    ]);
  }
  if (status === "denied") {
    return fail(subject, [
      "手机上点了拒绝，或选错了数字。",
      "The sign-in was declined on the phone, or a wrong number was chosen.",
    ], ["请再试一次。", "Try again."]);
  }
  return fail(subject, [
    `没有收到扫码结果（状态 ${status}）。`,
    `No scan arrived (the attempt is ${status}).`,
  ], [
    "手机上显示“redirect_uri 参数错误”：可信域名不一致，见 app.*.trusted_domain。扫码后没有反应：手机访问不到回调地址，见 reachability。",
    "The phone shows redirect_uri 参数错误: the trusted domain is wrong, see app.*.trusted_domain. Nothing happens after the scan: the phone cannot reach the site, see reachability.",
  ]);
}
