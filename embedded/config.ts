import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";

/** What only the embedded process reads. */
export const embeddedConfig = defineConfig({
  title: "Embedded process",
  variables: {
    SIMULATORS: {
      schema: z.enum(["auto", "on", "off"], { error: "must be auto, on or off" }),
      default: "auto",
      description:
        "Stand-ins for what is not configured. auto: only with a loopback PUBLIC_URL and HOST; on: also elsewhere, and also for what is configured; off: never.",
      example: "off",
    },
  },
});
