import { z } from "zod";
import {
  botSchema,
  callbackSchema,
  createCallback,
  customerSchema,
  kfAccountSchema,
  shortId,
  userid,
} from "simulators/wecom/channels.ts";

const departmentId = z.int().positive();

/** The root of a corp has id 1 (D90208). */
const departmentSchema = z.strictObject({
  id: departmentId,
  name: z.string(),
  parentId: z.int().min(0),
});

export type Department = z.infer<typeof departmentSchema>;

/** A member as the corp's administrator sees it. */
export const memberSchema = z.strictObject({
  userid,
  name: z.string(),
  departmentIds: z.array(departmentId),
  position: z.string(),
  /** 1 active, 2 disabled, 4 not activated, 5 left (D90196). */
  status: z.literal([1, 2, 4, 5]),
  /** 0 unknown, 1 male, 2 female. */
  gender: z.enum(["0", "1", "2"]),
  mobile: z.string(),
  email: z.string(),
});

export type Member = z.infer<typeof memberSchema>;

/** A person with a phone who is not a member: `auth/getuserinfo` returns the openid. */
const outsiderSchema = z.strictObject({
  /** What `sim_user` and the picker call this person; unknown to WeCom's API. */
  id: shortId,
  name: z.string(),
  openid: shortId,
  /** Present when the person is a customer of a member or of 微信客服. */
  customer: customerSchema.optional(),
});

export type Outsider = z.infer<typeof outsiderSchema>;

/** A self-built app. */
export const agentSchema = z.strictObject({
  id: z.int().positive(),
  name: z.string(),
  secret: z.string().min(1),
  /** Disabled in the console. */
  closed: z.boolean(),
  /** Visible scope: members, and departments with everything below them. */
  scope: z.strictObject({ userids: z.array(userid), departmentIds: z.array(departmentId) }),
  /** As entered in the console; `loopback` allows any loopback host and port. */
  trustedDomains: z.array(
    z.string().regex(/^[^/\s]+$/, "must be host[:port] without scheme, or loopback"),
  ),
  /** Addresses that may call business APIs; empty means the check is off. */
  trustedIps: z.array(z.union([z.ipv4(), z.ipv6()])),
  /** Where WeCom sends what members write to the app. */
  callback: callbackSchema,
});

export type Agent = z.infer<typeof agentSchema>;

/** A corp with everything in it. */
export const corpSchema = z.strictObject({
  id: z.string().regex(/^[\w-]{1,64}$/, "must be 1 to 64 of A-Z a-z 0-9 _ -"),
  name: z.string(),
  departments: z.array(departmentSchema),
  agents: z.array(agentSchema),
  bots: z.array(botSchema),
  kfAccounts: z.array(kfAccountSchema),
  members: z.array(memberSchema),
  outsiders: z.array(outsiderSchema),
});

export type Corp = z.infer<typeof corpSchema>;

/** An agent with default values: departments 2 and 3 see it, any loopback host is trusted. */
export function createAgent(identity: Pick<Agent, "id" | "secret"> & Partial<Agent>): Agent {
  return {
    name: "扫码登录",
    closed: false,
    scope: { userids: [], departmentIds: [2, 3] },
    trustedDomains: ["loopback"],
    trustedIps: [],
    callback: createCallback("http://127.0.0.1:3000/api/v1/wecom/callback"),
    ...identity,
  };
}

/** An active member with default values. */
export function createMember(identity: Pick<Member, "userid"> & Partial<Member>): Member {
  return {
    name: identity.userid,
    departmentIds: [2],
    position: "",
    status: 1,
    gender: "0",
    mobile: "",
    email: `${identity.userid}@example.com`,
    ...identity,
  };
}
