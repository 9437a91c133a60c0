import assert from "node:assert/strict";
import { readStatus } from "services/upstream-bridge/upstream/read_status.ts";

const profile = {
  nickname: "测试号",
  realname: "甲",
  corpName: "示例企业",
  avatar: "https://img.example/a",
  maskedMobile: "138******00",
};

Deno.test("the first dialect: profile under user_info.object", () => {
  const status = readStatus({
    logintime: 1760000000,
    loginType: 2,
    user_info: {
      isLogin: true,
      userid: 1688000000000017,
      object: {
        user_id: 1688000000000017,
        nickname: "测试号",
        realname: "甲",
        avatar: "https://img.example/a",
        mobile: "13800138000",
        corp_id: 1970320000000001,
        corp_name: "示例企业",
      },
    },
  });
  assert.deepEqual(status, {
    loginType: 2,
    isLoggedIn: true,
    link: null,
    vid: "1688000000000017",
    corpId: "1970320000000001",
    profile,
    callbackUrl: null,
  });
});

Deno.test("the second dialect: profile under userInfo, link and callback address", () => {
  const url = "https://bridge.example/callback/wxwork/TOKEN";
  const status = readStatus({
    loginType: 2,
    userInfo: {
      userId: 1688000000000017,
      nickname: "测试号",
      realname: "甲",
      avatar: "https://img.example/a",
      mobile: "13800138000",
      corpId: 1970320000000001,
      corpName: "示例企业",
    },
    clientCallbackConfig: { callbackType: "HTTP", url },
    longLinkState: "CONNECTED",
  });
  assert.deepEqual(status, {
    loginType: 2,
    isLoggedIn: null,
    link: "CONNECTED",
    vid: "1688000000000017",
    corpId: "1970320000000001",
    profile,
    callbackUrl: url,
  });
});

Deno.test("a build that mixes both dialects is read by its fields", () => {
  const status = readStatus({
    loginType: 2,
    longLinkState: "HANDSHAKING",
    user_info: { isLogin: true, object: { userId: "16880000000000017" } },
  });
  assert.equal(status?.link, "HANDSHAKING");
  assert.equal(status?.vid, "16880000000000017");
});

Deno.test("a lost registration of the callback differs from a build that does not report it", () => {
  assert.equal(readStatus({ loginType: 2, clientCallbackConfig: null })?.callbackUrl, "");
  assert.equal(readStatus({ loginType: 2, clientCallbackConfig: {} })?.callbackUrl, "");
  assert.equal(readStatus({ loginType: 2 })?.callbackUrl, null);
});

Deno.test("a profile that is still empty after the login is no profile", () => {
  for (const object of [null, {}, { user_id: 0, nickname: "" }]) {
    const status = readStatus({ loginType: 2, user_info: { isLogin: true, userid: 0, object } });
    assert.equal(status?.vid, null);
    assert.equal(status?.profile, null);
  }
  const early = readStatus({ loginType: 2, user_info: { userid: 1688000000000017, object: null } });
  assert.equal(early?.vid, "1688000000000017");
  assert.equal(early?.profile, null);
});
