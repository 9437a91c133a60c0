import type { WecomClient } from "packages/wecom/client/client.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { about, fail, type Finding, ok, warn } from "tools/doctor/finding.ts";
import type { CallingApp } from "tools/doctor/settings.ts";

/** Unknown, or outside the visible scope: WeCom does not distinguish them for an app. */
const NOT_VISIBLE: ReadonlySet<number> = new Set([60011, 60021, 60111, 40003, 50002]);

/** Whether a member can sign in and send messages: in the app's scope, and active (document path 90196). */
export async function diagnoseUser(
  app: CallingApp,
  userId: string,
  client: WecomClient,
): Promise<Finding> {
  const subject = about(`app.${app.name}.user`, `成员 ${userId}`, `Member ${userId}`);
  try {
    const { status } = await client.getUser(userId, AbortSignal.timeout(15_000));
    if (status === "active") {
      return ok(subject, ["在可见范围内，状态正常。", "In the visible scope, and active."]);
    }
    return fail(subject, [
      `在可见范围内，但状态是 ${status}，不能登录。`,
      `In the visible scope, but ${status}: cannot sign in.`,
    ], [
      "在管理后台“通讯录”里启用该成员，或请该成员先激活企业微信。",
      "Enable the member in the WeCom console (通讯录), or ask them to activate WeCom first.",
    ]);
  } catch (error) {
    if (error instanceof WecomError && NOT_VISIBLE.has(error.errcode)) {
      return fail(subject, [
        `不在应用的可见范围内，或没有这个成员（错误码 ${error.errcode}）。`,
        `Outside the visible scope of the app, or no such member (error ${error.errcode}).`,
      ], [
        "在管理后台该应用的“可见范围”里加上该成员或其部门；并核对 UserID 的拼写（通讯录的成员详情）。",
        "Add the member or their department to 可见范围 (visible scope) of the app in the WeCom console. Check the spelling of the UserID in 通讯录.",
      ]);
    }
    if (!(error instanceof WecomError || error instanceof WecomUnreachableError)) throw error;
    return warn(subject, ["查询失败。", "The member cannot be looked up."], error.operator);
  }
}
