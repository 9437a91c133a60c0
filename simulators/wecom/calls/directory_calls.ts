import type { ApiCall, ApiFields, AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import type { Department, Member } from "simulators/wecom/corp.ts";
import {
  findDepartment,
  findMember,
  isDepartmentInScope,
  isInScope,
  listDepartmentMembers,
  listDepartments,
} from "simulators/wecom/directory.ts";

/**
 * The directory, as far as the app's visible scope goes: `user/get` (D90196), `user/simplelist` (D90200), `user/list`
 * (D90201), `department/list` (D90208), `department/simplelist` (D95350), `department/get` (D95351).
 */
export const directoryCalls: ApiCall[] = [
  { name: "user/get", access: "app", answer: getUser },
  { name: "user/simplelist", access: "app", answer: (it) => listUsers(it, describeBriefly) },
  { name: "user/list", access: "app", answer: (it) => listUsers(it, describeMember) },
  {
    name: "department/list",
    access: "app",
    answer: (it) => ({ department: findDepartments(it).map(describeDepartment) }),
  },
  {
    name: "department/simplelist",
    access: "app",
    answer: (it) => ({ department_id: findDepartments(it).map(describePlace) }),
  },
  {
    name: "department/get",
    access: "app",
    answer: (it) => ({ department: describeDepartment(readDepartment(it, it.query.get("id"))) }),
  },
];

function getUser({ query, corp, agent }: AppRequest): ApiFields {
  const userid = query.get("userid");
  if (!userid) throw new ApiError(41009);
  if (!/^[\w.@-]{1,64}$/.test(userid)) throw new ApiError(40003);
  const member = findMember(corp, userid);
  if (!member || !isInScope(corp, agent, member)) throw new ApiError(60111);
  return describeMember(member);
}

/** The members of one department; those below it too with `fetch_child=1`. */
function listUsers(request: AppRequest, describe: (member: Member) => ApiFields): ApiFields {
  const { query, corp, agent } = request;
  const { id } = readDepartment(request, query.get("department_id"));
  const members = listDepartmentMembers(corp, id, query.get("fetch_child") === "1")
    .filter((member) => isInScope(corp, agent, member));
  return { userlist: members.map(describe) };
}

/** The department `id` and those below it; without `id` all in the app's scope. */
function findDepartments(request: AppRequest): readonly Department[] {
  const { query, corp, agent } = request;
  const id = query.get("id");
  if (!id) return corp.departments.filter((it) => isDepartmentInScope(corp, agent, it.id));
  return listDepartments(corp, readDepartment(request, id).id);
}

/**
 * The department that the value of a parameter names.
 * @throws ApiError 40058 when the value is no number, 60003 for an unknown department, 60011 for one out of scope
 */
function readDepartment({ corp, agent }: AppRequest, value: string | null): Department {
  if (!/^\d{1,10}$/.test(value ?? "")) throw new ApiError(40058);
  const department = findDepartment(corp, Number(value));
  if (!department) throw new ApiError(60003);
  if (!isDepartmentInScope(corp, agent, department.id)) throw new ApiError(60011);
  return department;
}

function describeDepartment(department: Department): ApiFields {
  const { id, name, parentId } = department;
  return { id, name, name_en: "", department_leader: [], parentid: parentId, order: orderOf(id) };
}

function describePlace({ id, parentId }: Department): ApiFields {
  return { id, parentid: parentId, order: orderOf(id) };
}

/** Departments with a higher order come first (D90208). */
function orderOf(id: number): number {
  return 100_000_000 - id;
}

function describeBriefly({ userid, name, departmentIds }: Member): ApiFields {
  return { userid, name, department: departmentIds };
}

/** An app made after 2022-06-20 sees no avatar, gender, mobile, e-mail, QR code or address here. */
function describeMember(member: Member): ApiFields {
  return {
    ...describeBriefly(member),
    order: member.departmentIds.map(() => 0),
    position: member.position,
    is_leader_in_dept: member.departmentIds.map(() => 0),
    direct_leader: [],
    telephone: "",
    alias: "",
    extattr: { attrs: [] },
    status: member.status,
    external_position: "",
    main_department: member.departmentIds[0] ?? 1,
  };
}
