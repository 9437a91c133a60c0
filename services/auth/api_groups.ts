import type { ApiGroup } from "packages/platform/http/openapi_document.ts";

/** The groups of calls in the API reference of `auth`. */
export const API_GROUPS: readonly ApiGroup[] = [
  {
    name: "Scan login",
    description:
      "Create an attempt, poll, then redeem at `POST /api/auth/token`. All calls of one attempt are " +
      "bound to the first: by the cookie of its answer (`curl -c jar`, then `-b jar`), or by " +
      "`code_challenge` and then `Authorization: Bearer <verifier>`.",
    paths: ["/api/auth/wecom/*"],
  },
  { name: "Sessions and tokens", paths: ["/api/auth/*", "/api/v1/login", "/.well-known/*"] },
  { name: "JS-SDK", paths: ["/api/v1/wechat/config"] },
  { name: "Audit trail", paths: ["/api/v1/audit"] },
  { name: "Health", paths: ["/api/health", "/health"] },
];
