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
        "Simulate vendors. auto: those that are not configured, and only with a loopback PUBLIC_URL and HOST; on: all of them, always; off: none.",
      example: "off",
    },
  },
});
