import type { Role } from "packages/platform/http/access.ts";

/** The configured operators. */
export interface OperatorRules {
  /** `<corpid>/<userid>`, or a userid without a corp, which is one of `defaultCorpId`. */
  readonly operators: readonly string[];
  readonly operatorDepartments: readonly number[];
  readonly defaultCorpId: string | undefined;
}

/** The fields of a member that decide the roles. */
export interface RoleHolder {
  readonly corpId: string;
  readonly userId: string;
  readonly departments: readonly number[];
}

/** The roles of an active member: every member is staff; operators are staff too. */
export function rolesOfMember(member: RoleHolder, rules: OperatorRules): Role[] {
  const names = new Set(
    rules.operators.map((name) =>
      (name.includes("/") ? name : `${rules.defaultCorpId}/${name}`).toLowerCase()
    ),
  );
  const isOperator = names.has(`${member.corpId}/${member.userId}`.toLowerCase()) ||
    (member.corpId === rules.defaultCorpId &&
      member.departments.some((id) => rules.operatorDepartments.includes(id)));
  return isOperator ? ["staff", "operator"] : ["staff"];
}

/** Local accounts are for operators, for the time while WeCom is down. */
export const ROLES_OF_ACCOUNT: readonly Role[] = ["staff", "operator"];
