import type { EmbeddedEnvironment } from "embedded/environment.ts";
import type { HomePageProps } from "embedded/home_page.tsx";
import { vendors } from "embedded/services.ts";
import type { SimulatedVendor } from "embedded/simulated_vendor.ts";
import type { HealthReport } from "packages/platform/health.ts";
import { CONSOLE_PATH } from "packages/catalog/catalog.ts";
import { REFERENCE_PATH } from "packages/ui/reference/reference_paths.ts";

const OWN_LINKS: HomePageProps["links"] = [
  {
    href: "/login",
    label: { zh: "登录页", en: "Sign-in page" },
    detail: { zh: "用企业微信扫码登录。", en: "Sign in by scanning a QR code with WeCom." },
  },
  {
    href: CONSOLE_PATH,
    label: { zh: "控制台", en: "Console" },
    detail: {
      zh: "供运营人员查看会话、消息和失败任务。",
      en: "Conversations, messages and failed jobs, for operators.",
    },
  },
  {
    href: "/console/accounts",
    label: { zh: "上游账号", en: "Upstream accounts" },
    detail: {
      zh: "扫码登录的企业微信账号：状态、消息和通讯录。",
      en: "WeCom accounts that are signed in by QR code: state, messages and contacts.",
    },
  },
  {
    href: "/sidebar",
    label: { zh: "侧边栏", en: "Sidebar" },
    detail: {
      zh: "企业微信聊天工具栏里的客户资料和回复建议。",
      en: "Customer profile and suggested replies, in the WeCom chat toolbar.",
    },
  },
  {
    href: REFERENCE_PATH,
    label: { zh: "接口文档", en: "API reference" },
    detail: {
      zh: "各接口的用途、调用权限和 curl 示例。",
      en: "Each operation, who may call it, and a curl example.",
    },
  },
];

/** The links of the home page: our own pages, then those of the running simulators. */
export function describeLinks({ simulated }: EmbeddedEnvironment): HomePageProps["links"] {
  const links = vendors.flatMap((vendor) => {
    const url = simulated.get(vendor.id);
    if (url === undefined) return [];
    return vendor.links.map(({ path, ...link }) => ({ href: url + path, ...link }));
  });
  return [...OWN_LINKS, ...links];
}

/** A system, and why it cannot be used. The reason is for the operator: it may name hosts. */
export type SystemState = HomePageProps["systems"][number] & { readonly problem?: string };

/**
 * The systems that this process needs, and whether each is embedded, simulated, configured, unreachable or off.
 * @param checks the results of the health checks
 */
export function describeSystems(
  environment: Pick<EmbeddedEnvironment, "env" | "simulated">,
  databaseDetail: string,
  checks: HealthReport["checks"],
): readonly SystemState[] {
  const { env } = environment;
  const stateOf = (variable: string, check: string | undefined) => {
    if (check !== undefined && check !== "ok") {
      return { provision: "unreachable", problem: check } as const;
    }
    const isGiven = env[variable] || env[`${variable}_FILE`];
    return { provision: isGiven ? "configured" : "embedded" } as const;
  };
  return [
    {
      name: { zh: "PostgreSQL", en: "PostgreSQL" },
      ...stateOf("DATABASE_URL", checks["postgres"]),
      detail: databaseDetail,
    },
    { name: { zh: "Redis", en: "Redis" }, ...stateOf("REDIS_URL", checks["redis"]) },
    ...vendors.map((vendor) => describeVendor(vendor, environment)),
  ];
}

function describeVendor(
  vendor: SimulatedVendor,
  { env, simulated }: Pick<EmbeddedEnvironment, "env" | "simulated">,
): HomePageProps["systems"][number] {
  const { name, variables } = vendor;
  const url = simulated.get(vendor.id);
  if (url !== undefined) return { name, provision: "simulated", detail: url };
  const given = variables.find((name) => env[name]);
  return given === undefined
    ? { name, provision: "off", detail: variables[0]! }
    : { name, provision: "configured", detail: vendor.identify?.(env) ?? given };
}

/** Sentences for the terminal about given values that a simulator uses. */
export function describeTakenOver(
  { given, simulated }: EmbeddedEnvironment,
): readonly string[] {
  return vendors.filter(({ id }) => simulated.has(id))
    .flatMap((vendor) => vendor.describeTakenOver?.(given) ?? []);
}
