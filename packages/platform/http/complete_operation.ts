import type { ApiAnswer, ApiContent, ApiOperation } from "packages/platform/http/api_document.ts";
import { REFUSAL } from "packages/platform/http/openapi.ts";
import { BODY_BYTES_MAX, describeLimit, limitsOf } from "packages/platform/http/route_limits.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";
import { exampleOf, type SchemaSource } from "packages/platform/http/schema_example.ts";

/** The description of a refusal with this status. */
const REFUSALS: Readonly<Record<string, string>> = {
  303: "To the sign-in page, or to the same page under PUBLIC_URL.",
  400: "Parameters or body are not as described.",
  401: "No access token, or an expired or invalid one.",
  403: "The caller lacks the role, scope, origin or binding.",
  404: "It does not exist, or not for this caller.",
  409: "The present state does not allow it.",
  410: "It existed, and is no longer available.",
  415: "The body has another content type.",
  502: "The system behind this one answered with an error.",
  503: "Not possible at the moment; try again with back-off.",
  504: "The system behind this one did not answer in time; the request may have had its effect.",
};

const PROBLEM: ApiContent = {
  "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
};
const PAGE: ApiContent = { "text/html": { schema: { type: "string" } } };

/**
 * Completes an operation of an OpenAPI document by what follows from the rules of its route: who may call, every refusal,
 * all limits, and examples made from the schemas.
 */
export function completeOperation(
  operation: ApiOperation,
  route: RouteEntry,
  document: SchemaSource,
): void {
  operation.security = securityOf(route);
  const { responses } = operation;
  for (const status of refusalsOf(operation, route)) {
    const content = status === "303" ? {} : contentOf(route);
    responses[status] ??= { description: REFUSAL.description, ...content };
  }
  const limits = limitsOf(route);
  if (limits.length > 0) operation["x-rate-limits"] = limits;
  for (const [status, answer] of Object.entries(responses)) {
    if (answer.description !== REFUSAL.description && status !== "429") continue;
    answer.description = describeRefusal(status, route);
  }
  addExamples(operation, document);
}

/** The statuses of the refusals that the rules of a route can give. */
function refusalsOf({ parameters, requestBody }: ApiOperation, route: RouteEntry): string[] {
  const isRead = route.method === "GET";
  const statuses: Readonly<Record<string, boolean>> = {
    303: isRead && route.page === true,
    400: (parameters ?? []).length > 0 || requestBody !== undefined,
    401: route.access !== "public",
    403: route.access !== "public" || !isRead && !route.skipOriginCheck,
    404: route.path.includes("{"),
    413: !isRead,
    415: requestBody !== undefined,
    429: limitsOf(route).length > 0,
  };
  return Object.keys(statuses).filter((status) => statuses[status]);
}

/** The schema of a service's own envelope is in the route's definition. */
function contentOf({ errors, page }: RouteEntry): { content?: ApiContent } {
  if (typeof errors === "function") return {};
  return { content: errors === "page" || errors === undefined && page ? PAGE : PROBLEM };
}

function describeRefusal(status: string, route: RouteEntry): string {
  if (status === "413") {
    return `The body is larger than ${(route.maxBodyBytes ?? BODY_BYTES_MAX) / 1024} KB.`;
  }
  if (status === "429") {
    const limits = limitsOf(route).map(describeLimit).join(", ");
    return `More than ${limits}; Retry-After says when to try again.`;
  }
  return REFUSALS[status] ?? REFUSAL.description;
}

function securityOf({ access, scope }: RouteEntry): NonNullable<ApiOperation["security"]> {
  if (access === "public") return [];
  if (typeof access === "object") return [{ [access.name]: [] }];
  return [
    { session: [access] },
    { accessToken: [access] },
    ...scope === undefined ? [] : [{ machineToken: [scope] }],
  ];
}

function addExamples({ parameters, requestBody, responses }: ApiOperation, document: SchemaSource) {
  for (const parameter of parameters ?? []) {
    parameter.example ??= exampleOf(document, parameter.schema ?? {}, parameter.name);
  }
  const answers = Object.entries(responses).filter(([status]) => status < "400");
  const contents = [requestBody, ...answers.map(([, answer]: [string, ApiAnswer]) => answer)];
  for (const [type, media] of contents.flatMap((part) => Object.entries(part?.content ?? {}))) {
    if (type === "text/html") media.example ??= "<!doctype html>…";
    if (/json$|form-urlencoded$/.test(type)) {
      media.example ??= exampleOf(document, media.schema ?? {});
    }
  }
}
