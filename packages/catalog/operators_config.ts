import { defineConfig } from "packages/platform/config/config.ts";
import { commaList } from "packages/platform/config/readers.ts";

/** A userid (document path 90196), maybe with its corp before it; or a local account. */
const MEMBER = /^([\w-]+\/)?[A-Za-z0-9][\w.@-]{0,63}$/;

/** The people who run the deployment: `auth` gives them their role, other services notify them. */
export const operatorsConfig = defineConfig({
  title: { zh: "运营人员", en: "Operators" },
  variables: {
    OPERATORS: {
      schema: commaList,
      default: "",
      description: {
        zh:
          "具有运营人员角色的成员，以逗号分隔：<corpid>/<userid>；只写 userid 时，指应用 `default` 所在的企业，没有它则是第一个应用所在的企业。upstream-bridge 的账号需要扫码时通知他们。",
        en:
          "Members with the role operator, separated by commas: <corpid>/<userid>; a bare userid means the corp of the app `default`, or else of the first app. upstream-bridge notifies them when an account needs a scan.",
      },
      example: "zhangsan,ww0123456789abcdef/lisi",
    },
  },
  warnings: ({ OPERATORS = [] }) => {
    const odd = OPERATORS.findIndex((operator) => !MEMBER.test(operator));
    if (odd === -1) return [];
    const problem = `has an entry that is no userid (entry ${
      odd + 1
    }): use the account of the member in the contacts (通讯录), not the name`;
    return [{ variable: "OPERATORS", problem }];
  },
});
