import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";

/** Who asks WeCom for a file of a conversation: all apps of a corp share its files (document path 90253). */
export function chooseApp(
  apps: ReadonlyMap<string, AppClient>,
  conversation: { readonly app: string; readonly corpId: string },
): AppClient | undefined {
  const ofCorp = [...apps.values()].filter(({ app }) => app.corpId === conversation.corpId);
  return ofCorp.find(({ app }) => app.name === conversation.app) ?? ofCorp[0];
}
