import type { AccountProxy } from "services/upstream-bridge/domain/account_command.ts";
import { z } from "@hono/zod-openapi";
import { plainField, vidField } from "services/upstream-bridge/api/request_fields.ts";

/** The upstream emulates no other device. */
const deviceField = z.enum(["ipad", ""], { error: "must be ipad" }).optional();

/** What `init` takes besides the account; the misspelt names of the upstream are accepted, too. */
export const vidAndProxyFields = {
  vid: vidField,
  ip: plainField.openapi({ description: "Of a proxy for the account; empty: no proxy." }),
  port: plainField,
  proxyType: plainField,
  userName: plainField,
  password: plainField,
  passward: plainField,
  proxySituation: z.union([z.literal([0, 1]), z.enum(["0", "1", ""])], {
    error: "must be 0 or 1",
  }).optional().openapi({
    type: "integer",
    description: "1: the proxy cannot be removed later.",
    example: 0,
  }),
  deviceType: deviceField,
  deverType: deviceField,
};

type Fields =
  & {
    readonly [F in "ip" | "port" | "proxyType" | "userName" | "password" | "passward"]?:
      | string
      | undefined;
  }
  & { readonly proxySituation?: 0 | 1 | "0" | "1" | "" | undefined };

/** The proxy that a request names, for a command; nothing when it names none. */
export function proxyOf(fields: Fields): { readonly proxy?: AccountProxy } {
  const { ip = "", port = "", proxyType = "", userName = "", password, passward } = fields;
  if (ip === "") return {};
  return {
    proxy: {
      ip,
      port,
      proxyType: proxyType === "" ? "http" : proxyType,
      userName,
      password: password ?? passward ?? "",
      isPermanent: Number(fields.proxySituation ?? 0) === 1,
    },
  };
}
