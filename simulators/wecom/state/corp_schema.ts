import { z } from "zod";

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
  customer: z.strictObject({
    externalUserid: id,
    followers: z.array(z.strictObject({
      userid,
      remark: z.string(),
      description: z.string(),
      createTime: z.int().min(0),
      tags: z.array(z.strictObject({ groupName: z.string(), name: z.string(), id })),
      addWay: z.int().min(0),
      state: z.string(),
    })),
  }).optional(),
});

const callback = z.strictObject({
  url: z.url({ protocol: /^https?$/ }),
  token: z.string().regex(/^[a-zA-Z0-9]{1,32}$/, "must be 1 to 32 letters and digits"),
  encodingAesKey: z.string().regex(/^[a-zA-Z0-9]{43}$/, "must be 43 letters and digits"),
});

const kfAccount = z.strictObject({
  id,
  name: z.string(),
  agentId: z.int().positive(),
  servicers: z.array(userid),
});

const bot = z.strictObject({ id, name: z.string(), callback });

const host = z.string().regex(/^[^/\s]+$/, "must be host[:port] without scheme, or loopback");

const agent = z.strictObject({
  id: z.int().positive(),
  name: z.string(),
  secret: z.string().min(1),
  closed: z.boolean(),
  scope: z.strictObject({ userids: z.array(userid), departmentIds: z.array(departmentId) }),
  trustedDomains: z.array(host),
  trustedIps: z.array(z.union([z.ipv4(), z.ipv6()])),
  callback,
});

/** Every field but the id is optional, also those of the callback. */
const agentChanges = agent.extend({ callback: callback.partial() }).partial().required({
  id: true,
});
const botChanges = bot.extend({ callback: callback.partial() }).partial().required({ id: true });

const corp = z.strictObject({
  id: corpId,
  name: z.string(),
  departments: z.array(department),
  agents: z.array(agent),
  bots: z.array(bot),
  kfAccounts: z.array(kfAccount),
  members: z.array(member),
  outsiders: z.array(outsider),
});

const corpChanges = corp.extend({
  agents: z.array(agentChanges),
  bots: z.array(botChanges),
  members: z.array(member.partial().required({ userid: true })),
}).partial().required({ id: true });

/** `PUT /_control/corps`: all corps, complete, in the shape of GET. */
export const corpsSchema = z.strictObject({ corps: z.array(corp) });

/** `POST /_control/corps`: changes of entries with known ids, and new entries. */
export const corpChangesSchema = z.strictObject({ corps: z.array(corpChanges) });

/** What `corpChangesSchema` yields. */
export type CorpChanges = z.infer<typeof corpChangesSchema>;
