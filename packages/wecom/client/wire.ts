import { z } from "zod";

/** An id: a string here, even when WeCom sends a number. JSON numbers lose digits and leading zeros. */
const id = z.union([z.string(), z.number().int()]).transform(String);

/** WeCom omits a field or sends "" when there is no value. */
const optionalText = z.string().optional().transform((text) => text === "" ? undefined : text);
const optionalId = id.optional().transform((text) => text === "" ? undefined : text);
const flag = z.coerce.number().optional().transform((value) => value === 1);

/** `GET gettoken`, document path 91039. */
export const gettokenWire = z.looseObject({
  access_token: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

/** `GET auth/getuserinfo`, document paths 91023 and 98176. */
export const getUserInfoWire = z.looseObject({
  userid: optionalId,
  openid: optionalId,
  external_userid: optionalId,
}).refine(
  (wire) => (wire.userid === undefined) !== (wire.openid === undefined),
  { message: "exactly one of userid and openid is documented", path: ["userid"] },
);

/** `GET user/get`, document path 90196. */
export const getUserWire = z.looseObject({
  userid: id,
  name: z.string(),
  department: z.array(z.number()).default([]),
  status: z.coerce.number(),
});

/** `GET agent/get`, document path 90227. */
export const getAgentWire = z.looseObject({
  agentid: id,
  name: z.string(),
  allow_userinfos: z.looseObject({
    user: z.array(z.looseObject({ userid: id })).default([]),
  }).optional(),
  allow_partys: z.looseObject({ partyid: z.array(z.number()).default([]) }).optional(),
  allow_tags: z.looseObject({ tagid: z.array(z.number()).default([]) }).optional(),
  close: flag,
  redirect_domain: optionalText,
  home_url: optionalText,
});
