import { z } from "zod";
import { defineConfig } from "packages/platform/config/config.ts";
import { findDatabaseUrlProblem } from "packages/storage/postgres/database_url.ts";
import { parseRedisUrl } from "packages/storage/redis/url.ts";

const databaseUrl = z.string().superRefine((url, context) => {
  const problem = findDatabaseUrlProblem(url);
  if (problem !== undefined) context.addIssue({ code: "custom", message: problem });
});

const redisUrl = z.string().superRefine((url, context) => {
  try {
    parseRedisUrl(url);
  } catch (error) {
    context.addIssue({
      code: "custom",
      message: error instanceof Error
        ? error.message.replace(/^Cannot read the Redis URL/, "cannot be read")
        : "is not readable",
    });
  }
});

const DATABASE_URL = {
  schema: databaseUrl,
  secret: true,
  description: {
    zh:
      "PostgreSQL 15 或更高版本。全部服务在一个进程中运行时可以不填，会在 DATA_DIR 中启动一个；服务单独运行时必填。",
    en:
      "PostgreSQL 15 or later. Embedded: absent means one is started in DATA_DIR; required when a service runs alone.",
  },
  example: "postgres://wecom:password@db.example.com:5432/wecom_stack",
} as const;

const REDIS_URL = {
  schema: redisUrl,
  secret: true,
  description: {
    zh:
      "Redis 6.2 或更高版本：单个地址，或 redis+sentinel://host1:26379,host2:26379/name。全部服务在一个进程中运行时可以不填，不需要 Redis；服务单独运行时必填。",
    en:
      "Redis 6.2 or later, one endpoint or redis+sentinel://host1:26379,host2:26379/name. Embedded: absent means none is needed; required when a service runs alone.",
  },
  example: "redis://redis.example.com:6379",
} as const;

const retired = {
  DB_HOST: "DATABASE_URL",
  DB_PORT: "DATABASE_URL",
  DB_NAME: "DATABASE_URL",
  DB_USER: "DATABASE_URL",
  DB_USERNAME: "DATABASE_URL",
  DB_PASSWORD: "DATABASE_URL",
  MYSQL_HOST: "DATABASE_URL",
  MYSQL_PORT: "DATABASE_URL",
  MYSQL_DATABASE: "DATABASE_URL",
  MYSQL_USER: "DATABASE_URL",
  MYSQL_PASSWORD: "DATABASE_URL",
  REDIS_HOST: "REDIS_URL",
  REDIS_PORT: "REDIS_URL",
  REDIS_PASSWORD: "REDIS_URL",
  REDIS_DB: "REDIS_URL",
};

/** For services that run alone: both servers are required. */
export const connectedStorageConfig = defineConfig({
  title: { zh: "存储", en: "Storage" },
  retired,
  variables: { DATABASE_URL, REDIS_URL },
});

/** For commands: the given database, or the database of the embedded process. */
export const databaseConfig = defineConfig({
  title: { zh: "存储", en: "Storage" },
  retired,
  variables: {
    DATABASE_URL: { ...DATABASE_URL, optional: true },
    DATA_DIR: {
      schema: z.string(),
      default: "./.data",
      description: {
        zh: "全部服务在一个进程中运行时的数据目录：数据库和自动生成的密钥。",
        en: "Folder of the embedded process: database and generated keys.",
      },
      example: "/var/lib/wecom-stack",
    },
  },
});

/** For the embedded process: servers that are not given run inside it. */
export const embeddedStorageConfig = defineConfig({
  title: { zh: "存储", en: "Storage" },
  retired,
  variables: {
    DATABASE_URL: databaseConfig.variables.DATABASE_URL,
    REDIS_URL: { ...REDIS_URL, optional: true },
    DATA_DIR: databaseConfig.variables.DATA_DIR,
  },
});
