import assert from "node:assert/strict";
import { findNearNames } from "packages/platform/config/near_names.ts";

const READ = [
  "PORT",
  "HOST",
  "PUBLIC_URL",
  "LOG_LEVEL",
  "OPERATORS",
  "DATABASE_URL",
  "DATABASE_URL_FILE",
  "VENDOR_CORP_ID",
  "VENDOR_AGENT_ID",
  "VENDOR_SECRET",
  "VENDOR_SECRET_FILE",
  "VENDOR_TOKEN",
  "VENDOR_ENCODING_AES_KEY",
];
const RETIRED = ["LEGACY_CORP_ID", "LEGACY_SECRET"];
const meantBy = (name: string) => findNearNames([name], READ, RETIRED)[0]?.meant;

Deno.test("a name with other underscores, other case, a typing mistake or another word is named with the right one", () => {
  const near = {
    VENDOR_CORPID: "VENDOR_CORP_ID",
    VENDORCORPID: "VENDOR_CORP_ID",
    vendor_corp_id: "VENDOR_CORP_ID",
    PUBLICURL: "PUBLIC_URL",
    PUBLIC_ULR: "PUBLIC_URL",
    DATABASE_URI: "DATABASE_URL",
    OPERATOR: "OPERATORS",
    VENDOR_AES_KEY: "VENDOR_ENCODING_AES_KEY",
    VENDOR_APP_SECRET: "VENDOR_SECRET",
    VENDOR_CORPSECRET: "VENDOR_SECRET",
    VENDOR_SECRET_KEY: "VENDOR_SECRET",
    VENDOR_AGENT: "VENDOR_AGENT_ID",
    VENDOR_CALLBACK_TOKEN: "VENDOR_TOKEN",
    VENDOR_CORP_ID_FILE: "VENDOR_CORP_ID",
    OPERATORS_FILE: "OPERATORS",
    LEGACY_CORPID: "LEGACY_CORP_ID",
    CORP_ID: "VENDOR_CORP_ID",
    AGENTID: "VENDOR_AGENT_ID",
    ENCODING_AES_KEY: "VENDOR_ENCODING_AES_KEY",
  };
  for (const [name, meant] of Object.entries(near)) assert.equal(meantBy(name), meant, name);
});

Deno.test("names that are read or refused, of other programs and of Kubernetes are not reported", () => {
  const others = [
    ...READ,
    ...RETIRED,
    "LEGACY_APP_ID",
    "LEGACY_APP_SECRET",
    "VENDOR_DOMAIN",
    "VENDOR_VERSION",
    "PUBLIC_PATH",
    "LOG_FORMAT",
    "REDIS_PORT",
    "HTTP_PORT",
    "PORTS",
    "DATABASE_SERVICE_HOST",
    "VENDOR_TOKEN_SERVICE_PORT",
    "VENDOR_SECRETS_PORT_8080_TCP_ADDR",
  ];
  assert.deepEqual(findNearNames(others, READ, RETIRED), []);
});
