import assert from "node:assert/strict";
import { type OperatorRules, ROLES_OF_ACCOUNT, rolesOfMember } from "services/auth/domain/roles.ts";

const CORP = "ww0123456789abcdef";
const OTHER_CORP = "ww9876543210fedcba";
const rules: OperatorRules = {
  operators: ["zhangsan", `${OTHER_CORP}/LiSi`],
  operatorDepartments: [7],
  defaultCorpId: CORP,
};
const isOperator = (corpId: string, userId: string, departments: number[] = [], by = rules) =>
  rolesOfMember({ corpId, userId, departments }, by).includes("operator");

Deno.test("every member is staff, operators and local accounts are operators too", () => {
  assert.deepEqual(rolesOfMember({ corpId: CORP, userId: "wangwu", departments: [] }, rules), [
    "staff",
  ]);
  assert.deepEqual(rolesOfMember({ corpId: CORP, userId: "zhangsan", departments: [] }, rules), [
    "staff",
    "operator",
  ]);
  assert.deepEqual(ROLES_OF_ACCOUNT, ["staff", "operator"]);
});

Deno.test("a userid without a corp means the default corp; upper and lower case are the same", () => {
  assert.ok(isOperator(CORP, "ZhangSan"));
  assert.ok(!isOperator(OTHER_CORP, "zhangsan"));
  assert.ok(isOperator(OTHER_CORP, "lisi"));
  assert.ok(!isOperator(CORP, "lisi"));
  assert.ok(!isOperator(CORP, "zhangsan2"));
});

Deno.test("departments make operators in the default corp only", () => {
  assert.ok(isOperator(CORP, "wangwu", [3, 7]));
  assert.ok(!isOperator(CORP, "wangwu", [3, 77]));
  assert.ok(!isOperator(OTHER_CORP, "wangwu", [7]));
});

Deno.test("without a default corp a userid without a corp matches no member", () => {
  const none = { ...rules, defaultCorpId: undefined };
  assert.ok(!isOperator(CORP, "zhangsan", [7], none));
  assert.ok(isOperator(OTHER_CORP, "lisi", [], none));
});
