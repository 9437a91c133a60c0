import type { ApiGroup } from "packages/platform/http/openapi_document.ts";

/** The groups in the API reference of `callback`. */
export const API_GROUPS: readonly ApiGroup[] = [
  { name: "Redirect of a login", paths: ["/api/auth/wecom/*", "/api/v1/wechat/oauth"] },
  {
    name: "Callbacks from WeCom",
    description: "For WeCom alone, which signs and encrypts. To see what a message sets off: " +
      "`POST /api/v1/simulate-customer-msg`.",
    paths: [
      "/api/v1/wecom/callback",
      "/api/v1/wecom/callback/{app}",
      "/api/v1/wechat/message",
      "/{name}.txt",
    ],
  },
  {
    name: "Callbacks from the upstream",
    description: "For the upstream of upstream-bridge. The token is in the address that the " +
      "bridge registers there.",
    paths: ["/callback/wxwork", "/callback/wxwork/{token}"],
  },
  {
    name: "Inbox and failed jobs",
    paths: ["/api/v1/inbox", "/api/v1/dead-letters", "/api/v1/dead-letters/*"],
  },
  { name: "Webhooks", paths: ["/api/v1/webhooks", "/api/v1/webhooks/*"] },
  { name: "Trying it out", paths: ["/api/v1/simulate-customer-msg"] },
];
