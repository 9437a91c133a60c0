import type { Role } from "packages/platform/http/access.ts";

/** Who is an operator, as configured. */
export interface OperatorRules {
  /** `<corpid>/<userid>`, or a bare userid of `defaultCorpId`. */
  readonly operators: readonly string[];
  readonly operatorDepartments: readonly number[];
  readonly defaultCorpId: string | undefined;
}

/** A member, as far as roles go. */
export interface RoleHolder {
  readonly corpId: string;
  readonly userId: string;
  readonly departments: readonly number[];
}

/** Every active member is staff; operators are staff too. */
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

/** Local accounts are break-glass: they exist for operators. */
export const ROLES_OF_ACCOUNT: readonly Role[] = ["staff", "operator"];
