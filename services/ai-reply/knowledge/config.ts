import { defineConfig } from "packages/platform/config/config.ts";
import { z } from "zod";

/** The folder of the company's documents. */
export const knowledgeConfig = defineConfig({
  title: "Company documents (ai-reply)",
  variables: {
    KNOWLEDGE_DIR: {
      schema: z.string(),
      optional: true,
      description:
        "Folder with Markdown files that answers are based on, including its sub-folders. Changes take effect within a minute.",
      example: "/etc/wecom-stack/knowledge",
    },
  },
  rules({ KNOWLEDGE_DIR }) {
    if (KNOWLEDGE_DIR === undefined || canBeListed(KNOWLEDGE_DIR)) return [];
    const problem = "must name a folder that can be read: create it, or correct the path";
    return [{ variable: "KNOWLEDGE_DIR", problem }];
  },
});

function canBeListed(folder: string): boolean {
  try {
    // The service lists the folder later, so check exactly that.
    Deno.readDirSync(folder)[Symbol.iterator]().next();
    return true;
  } catch {
    return false;
  }
}
