import assert from "node:assert/strict";
import { parseRedisUrl } from "packages/storage/redis/url.ts";

Deno.test("a Redis URL names one server, with its defaults", () => {
  assert.deepEqual(parseRedisUrl("redis://cache.example.com"), {
    nodes: [{ host: "cache.example.com", port: 6379 }],
    tls: false,
    database: 0,
  });
  assert.deepEqual(parseRedisUrl("rediss://app:p%40ss:word@[::1]:6380/3"), {
    nodes: [{ host: "::1", port: 6380 }],
    tls: true,
    username: "app",
    password: "p@ss:word",
    database: 3,
  });
});

Deno.test("a Redis URL names sentinels and the name of their master", () => {
  assert.deepEqual(parseRedisUrl("redis+sentinel://:secret@h1:26380,h2/mymaster/1"), {
    nodes: [{ host: "h1", port: 26380 }, { host: "h2", port: 26379 }],
    masterName: "mymaster",
    tls: false,
    password: "secret",
    database: 1,
  });
});

Deno.test("the error for an unreadable Redis URL contains no part of it", () => {
  const unreadable = [
    "",
    "http://:hunter2@hunter2",
    "redis://",
    "redis://:hunter2@hunter2:notaport",
    "redis://:hunter2@hunter2:99999",
    "redis://:hunter2@hunter2/db",
    "redis://:hunter2@hunter2/1/2",
    "redis://hunter2,hunter2b",
    "redis://:%hunter2@host",
    "redis+sentinel://:hunter2@hunter2",
  ];
  for (const url of unreadable) {
    assert.throws(() => parseRedisUrl(url), (error: Error) => {
      assert.match(error.message, /^Cannot read the Redis URL: .* expected redis:\/\//);
      assert.doesNotMatch(error.message, /hunter2/);
      return true;
    }, url);
  }
});

Deno.test("a password that is not percent-encoded, and parameters, are named as such", () => {
  for (const password of ["hun@ter2", "hun/ter2", "@hunter2"]) {
    assert.throws(() => parseRedisUrl(`redis://:${password}@cache:6379`), (error: Error) => {
      assert.match(error.message, /password must be percent-encoded/);
      assert.doesNotMatch(error.message, /ter2/);
      return true;
    });
  }
  assert.throws(() => parseRedisUrl("redis://cache:6379/0?ssl=true"), /it has parameters/);
  assert.throws(() => parseRedisUrl("redis://cache:6379?ssl=true"), /it has parameters/);
});
