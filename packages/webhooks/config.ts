import { z } from "zod";
import { type ConfigProblem, defineConfig } from "packages/platform/config/config.ts";
import { webhookKey } from "packages/webhooks/webhook_key.ts";

const GROUP = ["WEBHOOK_URL", "WEBHOOK_SECRET"] as const;
const EXAMPLES = {
  WEBHOOK_URL: "https://crm.example.com/wecom-events",
  WEBHOOK_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=",
};
/** Prints a secret. */
const MAKE_SECRET = 'echo "whsec_$(openssl rand -base64 32)"';

/** Where events are sent to: any http or https URL, as it is. The path keeps a slash at its end, which receivers may need. */
const webhookUrl = z.string().refine(
  isWebhookUrl,
  "must be an http or https URL without user name, password or fragment, such as https://crm.example.com/wecom-events",
);

const webhookSecret = z.string().refine(
  (text) => webhookKey(text) !== undefined,
  `must be whsec_ and 24 to 64 bytes in base64, as the Standard Webhooks specification has it: make one with ${MAKE_SECRET}`,
);

/** What every service reads that sends webhooks. */
export const webhookConfig = defineConfig({
  title: { zh: "事件推送（Webhook）", en: "Webhooks" },
  variables: {
    WEBHOOK_URL: {
      schema: webhookUrl,
      optional: true,
      description: {
        zh:
          "接收事件的地址（POST，带签名，见 docs/webhooks.zh-CN.md）。可以是 http 和内网地址，不能包含用户名和密码。不填则不发送任何事件。",
        en:
          "The address that gets the events (POST, signed, see docs/webhooks.md). May be http and private; no user name or password in it. Absent: nothing is sent.",
      },
      example: EXAMPLES.WEBHOOK_URL,
    },
  },
});

/** What only the service reads that delivers them. */
export const webhookSecretConfig = defineConfig({
  title: { zh: "事件推送的签名", en: "Signatures of webhooks" },
  variables: {
    WEBHOOK_SECRET: {
      schema: webhookSecret,
      optional: true,
      secret: true,
      description: {
        zh: `Webhook 的签名密钥，与 WEBHOOK_URL 同时填写。生成：\`${MAKE_SECRET}\`。`,
        en: `The key that signs webhooks, together with WEBHOOK_URL. Make one: \`${MAKE_SECRET}\`.`,
      },
      example: EXAMPLES.WEBHOOK_SECRET,
    },
    WEBHOOK_SECRET_PREVIOUS: {
      schema: webhookSecret,
      optional: true,
      secret: true,
      description: {
        zh: "更换之前的密钥。更换期间每个请求带两个签名，接收方换好后再删除。",
        en:
          "The key from before. While it is set, each request has two signatures; remove it when the receiver has the new key.",
      },
      example: "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oDC2FVsBQIhrs=",
    },
  },
  rules: (_values, isGiven) => {
    const given = [...GROUP, "WEBHOOK_SECRET_PREVIOUS"].some(isGiven);
    const missing = given ? GROUP.filter((name) => !isGiven(name)) : [];
    return missing.map((variable): ConfigProblem => ({
      variable,
      example: EXAMPLES[variable],
      problem: `is missing: webhooks need WEBHOOK_URL and WEBHOOK_SECRET together` +
        (variable === "WEBHOOK_SECRET" ? `. Make a secret with ${MAKE_SECRET}` : ""),
    }));
  },
});

function isWebhookUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, hash } = new URL(text);
  return /^https?:$/.test(protocol) && username === "" && password === "" && hash === "";
}
