import assert from "node:assert/strict";
import { signJssdk } from "packages/wecom/jssdk_signature.ts";

/** The published examples: WeCom's document path 96909, and WeChat's JS-SDK document. */
const EXAMPLE = {
  ticket: "sM4AOVdWfPE4DxkXGEs8VMCPGGVi4C3VM0P37wVUCFvkVAy_90u5h9nbSlYy3-Sl-HhTdfl2fzFy1AOcHKP7qg",
  nonceStr: "Wm3WZYTPz0wzccnW",
  timestamp: 1_414_587_457,
};

Deno.test("the published examples have their published signatures", () => {
  const signatures = ["http://mp.weixin.qq.com?params=value", "http://mp.weixin.qq.com"]
    .map((url) => signJssdk({ ...EXAMPLE, url }));
  assert.deepEqual(signatures, [
    "0f9de62fce790f9a083d5c99e95740ceb90c27ed",
    "f4d90daf4b3bca3078ab155816175ba34c443a7b",
  ]);
});

Deno.test("the fragment is not signed, and the URL is neither encoded nor decoded", () => {
  const sign = (url: string) => signJssdk({ ...EXAMPLE, url });
  assert.equal(sign("https://a.example/x?y=1#/route?z#"), sign("https://a.example/x?y=1"));
  assert.notEqual(sign("https://a.example/%E5%BC%A0"), sign("https://a.example/张"));
  assert.notEqual(sign("https://a.example"), sign("https://a.example/"));
});
