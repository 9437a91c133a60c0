import type { Corp } from "simulators/wecom/corp.ts";
import { findPersona, listPersonas, type Persona } from "simulators/wecom/directory.ts";
import { PageError } from "simulators/wecom/pages/page_error.ts";

/**
 * The person that `sim_user` names.
 * @throws PageError with the known persons
 */
export function findChosen(corp: Corp, query: URLSearchParams): Persona {
  const id = query.get("sim_user") ?? "";
  const persona = findPersona(corp, id);
  if (persona) return persona;
  const known = listPersonas(corp).map((it) => it.id).join(", ");
  throw new PageError({
    zh: `sim_user「${id}」不在模拟的 ${corp.id} 中。可用：${known}`,
    en: `Cannot sign in as "${id}": the simulated ${corp.id} has only ${known}`,
  });
}
