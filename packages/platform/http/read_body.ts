import type { RouteConfig } from "@hono/zod-openapi";
import { httpError } from "packages/platform/http/errors.ts";
import { BODY_BYTES_MAX } from "packages/platform/http/route_limits.ts";
import type { HttpContext } from "packages/platform/http/request_context.ts";

/** The media type of a request without parameters, in lower case; empty when it has none. */
function mediaTypeOf(request: Request): string {
  return (request.headers.get("content-type") ?? "").split(";")[0]!.trim().toLowerCase();
}

/**
 * Whether the route takes a body of this type. Parameters of the type are ignored: JSON is UTF-8 (RFC 8259).
 * @throws AppError `request_type_unsupported`
 */
export function checkContentType(request: Request, config: RouteConfig): void {
  const { content: accepted, required } = config.request?.body ?? {};
  if (accepted === undefined || Object.hasOwn(accepted, mediaTypeOf(request))) return;
  if (!required && !request.headers.has("content-type")) return;
  throw httpError("request_type_unsupported", {
    detail: `Cannot read the body: send it as ${Object.keys(accepted).join(" or ")}`,
  });
}

/**
 * Reads the body before validation and handler, which take it from the cache of `c.req`. So a body that breaks off is
 * answered here, and not as an error of the handler.
 * @throws AppError `request_too_large`, `request_incomplete`
 */
export async function readBody(
  c: HttpContext,
  config: RouteConfig,
  maxBytes = BODY_BYTES_MAX,
): Promise<void> {
  const { body, headers } = c.req.raw;
  if (body === null) return leaveOutType(c, config);
  const length = headers.get("content-length");
  if (Number(length) > maxBytes) throw httpError("request_too_large");
  const type = mediaTypeOf(c.req.raw);
  const given = headers.get("content-type") ?? "";
  // With a length the server reads no more than that.
  const hasBound = length !== null && !headers.has("transfer-encoding");
  let chunks: Uint8Array<ArrayBuffer>[] | undefined = [];
  try {
    if (hasBound) await c.req.text();
    else chunks = await readChunks(body, maxBytes);
  } catch (cause) {
    throw httpError("request_incomplete", { cause });
  }
  if (chunks === undefined) throw httpError("request_too_large");
  const content = hasBound ? await c.req.text() : new Blob(chunks);
  // Hono's OpenAPI ignores the body of types with parameters that it does not expect, such as `application/json;`.
  const isOddType = config.request?.body !== undefined && given !== type;
  if (!hasBound || isOddType) c.req.raw = withBody(c.req.raw, type, content);
  if ((typeof content === "string" ? content.length : content.size) === 0) leaveOutType(c, config);
}

/** The chunks of a body; `undefined` when they have more than `maxBytes`. */
async function readChunks(
  body: ReadableStream<Uint8Array<ArrayBuffer>>,
  maxBytes: number,
): Promise<Uint8Array<ArrayBuffer>[] | undefined> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBytes) return undefined;
    chunks.push(chunk);
  }
  return chunks;
}

function withBody(
  { url, method, headers, signal }: Request,
  type: string,
  body: string | Blob,
): Request {
  const plain = new Headers(headers);
  if (type !== "") plain.set("content-type", type);
  return new Request(url, { method, headers: plain, body, signal });
}

/** A client may name the type of a body that it does not send. Where the body is optional, that is no body. */
function leaveOutType(c: HttpContext, config: RouteConfig): void {
  const { url, method, headers, signal } = c.req.raw;
  if (config.request?.body?.required !== false || !headers.has("content-type")) return;
  const plain = new Headers(headers);
  plain.delete("content-type");
  c.req.raw = new Request(url, { method, headers: plain, signal });
}
