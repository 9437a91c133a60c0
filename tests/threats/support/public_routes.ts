import { COMPONENTS } from "packages/catalog/catalog.ts";

/** All routes that need no role. Review a new public route before you add it here. */
export const PUBLIC_ROUTES: readonly string[] = [
  "GET /login",
  "GET /login/complete",
  "GET /api/auth/wecom/qrcode",
  "GET /api/auth/wecom/poll",
  "GET /api/auth/wecom/status",
  "GET /api/auth/wecom/events",
  "GET /api/auth/wecom/callback",
  "POST /api/auth/wecom/callback",
  "POST /api/auth/wecom/confirm",
  "GET /api/v1/wechat/oauth",
  "GET /api/v1/wechat/config",
  ...["", "/{app}"].flatMap((app) =>
    ["GET", "POST"].map((it) => `${it} /api/v1/wecom/callback${app}`)
  ),
  "GET /api/v1/wechat/message",
  "POST /api/v1/wechat/message",
  "POST /callback/wxwork",
  "POST /callback/wxwork/{token}",
  "GET /{name}.txt",
  "POST /api/auth/token",
  "POST /api/auth/refresh",
  "POST /api/auth/logout",
  "POST /api/v1/login",
  "GET /.well-known/jwks.json",
  "GET /api/health",
  "GET /health",
  "GET /sidebar/wecom-bridge.js",
  "GET /docs",
  ...COMPONENTS.flatMap((name) => [`GET /docs/${name}`, `GET /openapi/${name}.json`]),
];
