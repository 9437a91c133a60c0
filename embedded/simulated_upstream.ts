import type { SimulatedVendor } from "embedded/simulated_vendor.ts";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import { createUpstreamSimulator } from "simulators/upstream/simulator.ts";

/** The simulated upstream of member accounts. */
export const simulatedUpstream: SimulatedVendor = {
  id: "upstream",
  name: { zh: "企业微信账号上游", en: "Account upstream" },
  variables: ["BASE_URL"],
  complete: (env, { apiUrl }) => ({ ...env, BASE_URL: apiUrl }),
  create: (_env, publicUrl) =>
    createUpstreamSimulator({ clock: systemClock, randomBytes: systemRandomBytes, publicUrl }),
  links: [
    {
      path: "/",
      label: { zh: "模拟的账号手机", en: "Simulated account phone" },
      detail: {
        zh: "扫描账号的登录二维码、查看验证码、掉线和发消息。",
        en: "Scan an account's QR code, read its code, drop it, and write messages.",
      },
    },
  ],
};
