import type { Agent, Corp, Department, Member, Outsider } from "simulators/wecom/corp.ts";

/** A person who can hold a phone: a member, or an outsider of the corp. */
export type Persona =
  | { kind: "member"; id: string; name: string; member: Member }
  | { kind: "outsider"; id: string; name: string; outsider: Outsider };

/** The member with this userid; userids ignore case (D90196). */
export function findMember(corp: Corp, userid: string): Member | undefined {
  return corp.members.find((member) => member.userid.toLowerCase() === userid.toLowerCase());
}

/** The corp's agent with this id. */
export function findAgent(corp: Corp, agentId: number): Agent | undefined {
  return corp.agents.find(({ id }) => id === agentId);
}

/** All persons who can hold the phone, members first. */
export function listPersonas(corp: Corp): Persona[] {
  return [
    ...corp.members.map((member): Persona => ({
      kind: "member",
      id: member.userid,
      name: member.name,
      member,
    })),
    ...corp.outsiders.map((outsider): Persona => ({
      kind: "outsider",
      id: outsider.id,
      name: outsider.name,
      outsider,
    })),
  ];
}

/** The person with this id. */
export function findPersona(corp: Corp, id: string): Persona | undefined {
  return listPersonas(corp).find((persona) => persona.id.toLowerCase() === id.toLowerCase());
}

/** Whether the agent's visible scope holds the member, by name or by a department or its ancestors. */
export function isInScope(corp: Corp, agent: Agent, member: Member): boolean {
  const named = agent.scope.userids.some((id) => id.toLowerCase() === member.userid.toLowerCase());
  return named || member.departmentIds.some((id) => isDepartmentInScope(corp, agent, id));
}

/** Whether the visible scope holds the department, itself or through one above it. */
export function isDepartmentInScope(corp: Corp, agent: Agent, departmentId: number): boolean {
  const seen = new Set<number>();
  let department = findDepartment(corp, departmentId);
  while (department && !seen.has(department.id)) {
    if (agent.scope.departmentIds.includes(department.id)) return true;
    seen.add(department.id);
    department = findDepartment(corp, department.parentId);
  }
  return false;
}

/** The members of a department, with `below` also those of all departments below it. */
export function listDepartmentMembers(corp: Corp, departmentId: number, below: boolean): Member[] {
  const ids = below ? listDepartments(corp, departmentId).map(({ id }) => id) : [departmentId];
  return corp.members.filter((member) => member.departmentIds.some((id) => ids.includes(id)));
}

/** A department and all departments below it. */
export function listDepartments(corp: Corp, departmentId: number): Department[] {
  const found = corp.departments.filter(({ id }) => id === departmentId);
  // The list grows while it is read: each department adds those directly below it.
  for (const { id } of found) {
    found.push(...corp.departments.filter((it) => it.parentId === id && !found.includes(it)));
  }
  return found;
}

/** The department with this id. */
export function findDepartment(corp: Corp, departmentId: number): Department | undefined {
  return corp.departments.find(({ id }) => id === departmentId);
}

/**
 * Whether `host` (with its port, as in `URL.host`) is one of the agent's trusted domains.
 * The match is exact, subdomains do not count (D98151).
 */
export function acceptsRedirectHost(agent: Agent, host: string): boolean {
  return agent.trustedDomains.some((domain) =>
    domain === "loopback" ? isLoopbackHost(host) : domain.toLowerCase() === host
  );
}

function isLoopbackHost(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|\[::1\])(:\d+)?$/.test(host);
}
