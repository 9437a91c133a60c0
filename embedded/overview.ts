import type { HomePageProps } from "embedded/home_page.tsx";
import type { Environment } from "packages/platform/config/load_config.ts";

/** Where a person can go from the home page. */
export function describeLinks(simulatedWecomUrl: string | undefined): HomePageProps["links"] {
  return [
    {
      href: "/login",
      label: { zh: "登录页", en: "Sign-in page" },
      detail: { zh: "用企业微信扫码登录。", en: "Sign in by scanning with WeCom." },
    },
    ...simulatedWecomUrl === undefined ? [] : [{
      href: `${simulatedWecomUrl}/`,
      label: { zh: "模拟的企业微信", en: "Simulated WeCom" },
      detail: {
        zh: "模拟手机、示例成员和故障开关。",
        en: "A simulated phone, sample members, and switches for faults.",
      },
    }],
  ];
}

/** What this process stands on, and where it has it from. */
export function describeSystems(
  env: Environment,
  databaseDetail: string,
  simulatedWecomUrl: string | undefined,
): HomePageProps["systems"] {
  const hasWecom = Boolean(
    env["WECOM_SECRET"] || env["WECOM_SECRET_FILE"] || env["WECOM_APPS_FILE"],
  );
  return [
    {
      name: { zh: "PostgreSQL", en: "PostgreSQL" },
      provision: env["DATABASE_URL"] || env["DATABASE_URL_FILE"] ? "configured" : "embedded",
      detail: databaseDetail,
    },
    {
      name: { zh: "Redis", en: "Redis" },
      provision: env["REDIS_URL"] || env["REDIS_URL_FILE"] ? "configured" : "embedded",
    },
    {
      name: { zh: "企业微信", en: "WeCom" },
      provision: simulatedWecomUrl !== undefined ? "simulated" : hasWecom ? "configured" : "off",
      detail: simulatedWecomUrl ??
        (hasWecom ? env["WECOM_CORP_ID"] ?? "WECOM_APPS_FILE" : "WECOM_SECRET"),
    },
  ];
}
