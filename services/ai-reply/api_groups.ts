import type { ApiGroup } from "packages/platform/http/openapi_document.ts";

/** The groups of routes in the API reference of `ai-reply`. */
export const API_GROUPS: readonly ApiGroup[] = [
  { name: "Conversations", paths: ["/api/v1/conversations", "/api/v1/conversations/*"] },
  { name: "Customers", paths: ["/api/v1/users/*"] },
  { name: "Suggested answers", paths: ["/api/v1/ai-responses"] },
  { name: "Sidebar", paths: ["/sidebar/*"] },
];
