/** The token of `Authorization: Bearer <token>` (RFC 6750 section 2.1), if there is one. */
export function bearerToken(request: Request): string | undefined {
  const header = request.headers.get("authorization");
  return header === null ? undefined : /^Bearer ([A-Za-z0-9._~+/=-]+)$/i.exec(header)?.[1];
}
