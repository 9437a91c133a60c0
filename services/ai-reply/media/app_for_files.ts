import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";

/**
 * The app that fetches a conversation's files from WeCom: its own app, else another app of the corp, as all apps of a
 * corp share their files (WeCom document path 90253). Undefined: no app of the corp is configured.
 */
export function appForFiles(
  apps: ReadonlyMap<string, AppClient>,
  conversation: { readonly app: string; readonly corpId: string },
): AppClient | undefined {
  const ofCorp = [...apps.values()].filter(({ app }) => app.corpId === conversation.corpId);
  return ofCorp.find(({ app }) => app.name === conversation.app) ?? ofCorp[0];
}
