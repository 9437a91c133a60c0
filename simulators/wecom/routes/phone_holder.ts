import type { Context } from "hono";
import { getCookie, setCookie } from "hono/cookie";
import type { Corp } from "simulators/wecom/corp.ts";
import { findPersona, type Persona } from "simulators/wecom/directory.ts";

/** The person who holds this browser's simulated phone for the corp, if known. */
export function readPhoneHolder(c: Context, corp: Corp): Persona | undefined {
  const id = getCookie(c, cookieName(corp));
  return id ? findPersona(corp, id) : undefined;
}

/** Remembers who holds the phone, until the browser closes. */
export function rememberPhoneHolder(
  c: Context,
  { corp, persona, publicUrl }: { corp: Corp; persona: Persona; publicUrl: string },
): void {
  setCookie(c, cookieName(corp), persona.id, {
    path: new URL(publicUrl).pathname,
    httpOnly: true,
    sameSite: "Lax",
  });
}

function cookieName({ id }: Corp): string {
  return `sim_phone_${id}`;
}
