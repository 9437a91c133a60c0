import assert from "node:assert/strict";
import { pageToSign } from "services/auth/domain/page_to_sign.ts";

const ORIGINS = ["https://wecom.example.com", "https://crm.example.com"];

Deno.test("a page on our origins is signed exactly as in the address bar, without the part from # on", () => {
  const pages = [
    "https://crm.example.com/",
    "https://crm.example.com",
    "https://wecom.example.com/sidebar?a=b&c=%E5%BC%A0%20x",
    "https://crm.example.com/%E5%AE%A2%E6%88%B7/1?next=%2Fa%3Fb%3D1",
  ];
  for (const page of pages) {
    assert.equal(pageToSign(page, ORIGINS), page);
    assert.equal(pageToSign(`${page}#/route?x=1#y`, ORIGINS), page);
  }
});

Deno.test("addresses of other origins, and texts that are no address, are refused", () => {
  const refused = [
    "",
    "/sidebar",
    "crm.example.com",
    "https://evil.example/",
    "http://crm.example.com/",
    "https://crm.example.com:8443/",
    "https://crm.example.com.evil.example/",
    "https://crm.example.com@evil.example/",
    "https://user@crm.example.com/",
    "https://crm.example.com/\\evil",
    "https://crm.example.com/a b",
    "https://crm.example.com/客户",
    "javascript:alert(1)",
  ];
  for (const url of refused) assert.equal(pageToSign(url, ORIGINS), undefined, url);
});
