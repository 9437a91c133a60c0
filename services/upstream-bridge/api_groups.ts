import type { ApiGroup } from "packages/platform/http/openapi_document.ts";

/** The groups of routes in the API reference of `upstream-bridge`. */
export const API_GROUPS: readonly ApiGroup[] = [
  { name: "Accounts", paths: ["/api/v1/accounts", "/api/v1/accounts/*"] },
  { name: "Console", paths: ["/console/accounts", "/console/accounts/*"] },
  { name: "Step by step", paths: ["/api/*"] },
];
