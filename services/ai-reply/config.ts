import { defineConfig } from "packages/platform/config/config.ts";
import { count } from "packages/platform/config/readers.ts";

/** What only `ai-reply` reads. */
export const aiReplyConfig = defineConfig({
  title: "Answers (ai-reply)",
  variables: {
    MERGE_WINDOW_MS: {
      schema: count,
      default: "1500",
      description:
        "How long a turn waits for more, in milliseconds: messages written in quick succession get one answer.",
      example: "1500",
    },
  },
});
