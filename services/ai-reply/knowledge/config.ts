import { defineConfig } from "packages/platform/config/config.ts";
import { z } from "zod";

/** The folder of the company's documents. */
export const knowledgeConfig = defineConfig({
  title: { zh: "公司资料（ai-reply）", en: "Company documents (ai-reply)" },
  variables: {
    KNOWLEDGE_DIR: {
      schema: z.string(),
      optional: true,
      description: {
        zh: "存放 Markdown 文件的目录（包括子目录），回答以这些资料为依据。修改在一分钟内生效。",
        en:
          "Folder with Markdown files that answers are based on, including its sub-folders. Changes take effect within a minute.",
      },
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
