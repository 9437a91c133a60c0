import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";
import { commaList, count } from "packages/platform/config/readers.ts";
import { type KeySet, parseKeySet } from "services/auth/domain/signing_keys.ts";
import { findHeapProblem } from "services/auth/waiting/heap_limit.ts";

/** What only `auth` reads. */
export const authConfig = defineConfig({
  title: { zh: "登录（auth）", en: "Sign-in (auth)" },
  variables: {
    OPERATOR_DEPARTMENTS: {
      schema: commaList.pipe(
        z.array(z.string().regex(/^\d+$/, "must be department ids such as 2,7").transform(Number)),
      ),
      default: "",
      description: {
        zh: "同一企业中的部门，其成员都具有运营人员角色，以逗号分隔。",
        en:
          "Departments of the same corp whose members have the role operator, separated by commas.",
      },
      example: "2,7",
    },
    TOKEN_SIGNING_KEYS_FILE: {
      schema: z.string().transform(readKeySet),
      file: true,
      description: {
        zh:
          "JWK 集，含 ES256 私钥：第一个用于签名，全部公钥都会公布。用 `deno task keys` 生成；全部服务在一个进程中运行时，在 DATA_DIR 中自动生成。",
        en:
          "JWK set with private ES256 keys: the first signs, all are published. `deno task keys` makes one; embedded: generated in DATA_DIR.",
      },
      example: "/etc/wecom-stack/token-signing-keys.json",
    },
    RETENTION_DAYS_AUDIT: {
      schema: count.refine((days) => days > 0, "must be at least 1"),
      default: "180",
      description: {
        zh: "操作记录（谁在什么时间做了什么）保留多少天。",
        en: "How many days the audit trail keeps what people did.",
      },
      example: "180",
    },
    MAX_WAITERS: {
      schema: count.superRefine(requireHeap),
      default: "5000",
      description: {
        zh:
          "一个进程最多保持多少个等待中的轮询；超出的返回 503 和 Retry-After。每个占用堆内存 12 KiB；任务 `auth` 允许 256 MiB，可用 --v8-flags=--max-old-space-size=<MiB> 修改。",
        en:
          "Polls that one process holds at most; more are answered 503 with Retry-After. Each needs 12 KiB of the heap; the task `auth` allows 256 MiB, and --v8-flags=--max-old-space-size=<MiB> another size.",
      },
      example: "5000",
    },
  },
});

function requireHeap(maxWaiters: number, context: z.RefinementCtx): void {
  const problem = findHeapProblem(maxWaiters);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
}

function readKeySet(text: string, context: z.RefinementCtx): KeySet {
  try {
    return parseKeySet(text);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    context.addIssue({ code: "custom", message });
    return z.NEVER;
  }
}
