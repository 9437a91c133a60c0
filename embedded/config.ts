import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";

/** What only the embedded process reads. */
export const embeddedConfig = defineConfig({
  title: { zh: "单进程运行", en: "Embedded process" },
  variables: {
    SIMULATORS: {
      schema: z.enum(["auto", "on", "off"], { error: "must be auto, on or off" }),
      default: "auto",
      description: {
        zh:
          "模拟外部系统。auto：模拟没有配置的系统，仅当 PUBLIC_URL 和 HOST 都是本机地址时；on：始终全部模拟，并且任何域名（包括内网穿透）都能访问模拟器；off：都不模拟。",
        en:
          "Simulate vendors. auto: those that are not configured, and only with a loopback PUBLIC_URL and HOST; on: all of them, always, and under every host name, such as that of a tunnel; off: none.",
      },
      example: "off",
    },
  },
});
