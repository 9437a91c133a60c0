import { z } from "zod";
import { privateFields } from "simulators/wecom/cast.ts";

const userid = z.string().regex(/^[\w.@-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 _ . @ -");
const id = z.string().min(1).max(64);
const corpId = z.string().regex(/^[\w-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 _ -");
const departmentId = z.int().positive();

const department = z.strictObject({ id: departmentId, name: z.string(), parentId: z.int().min(0) });

const member = z.strictObject({
  userid,
  name: z.string(),
  departmentIds: z.array(departmentId),
  position: z.string(),
  status: z.literal([1, 2, 4, 5]),
  gender: z.enum(["0", "1", "2"]),
  mobile: z.string(),
  email: z.string(),
});

const outsider = z.strictObject({
  id,
  name: z.string(),
  openid: id,
  customer: z.strictObject({ externalUserid: id, followerUserid: userid }).optional(),
});

const host = z.string().regex(/^[^/\s]+$/, "must be host[:port] without scheme, or loopback");

const agent = z.strictObject({
  id: z.int().positive(),
  name: z.string(),
  secret: z.string().min(1),
  closed: z.boolean(),
  scope: z.strictObject({ userids: z.array(userid), departmentIds: z.array(departmentId) }),
  trustedDomains: z.array(host),
  trustedIps: z.array(z.union([z.ipv4(), z.ipv6()])),
  privateFields: z.array(z.enum(privateFields)),
});

/** `PUT /_control/cast`: every corp, complete, in the shape that GET answers. */
export const castSchema = z.strictObject({
  corps: z.array(z.strictObject({
    id: corpId,
    name: z.string(),
    departments: z.array(department),
    agents: z.array(agent),
    members: z.array(member),
    outsiders: z.array(outsider),
  })),
});

/** `POST /_control/cast`: what changes, found by the ids; what is not there yet is added. */
export const castChangesSchema = z.strictObject({
  corps: z.array(z.strictObject({
    id: corpId,
    name: z.string().optional(),
    departments: z.array(department).optional(),
    agents: z.array(agent.partial().required({ id: true })).optional(),
    members: z.array(member.partial().required({ userid: true })).optional(),
    outsiders: z.array(outsider).optional(),
  })),
});

/** What `castChangesSchema` yields. */
export type CastChanges = z.infer<typeof castChangesSchema>;
