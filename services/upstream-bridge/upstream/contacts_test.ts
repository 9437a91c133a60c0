import assert from "node:assert/strict";
import { cleanBody } from "packages/upstream_push/clean_body.ts";
import { readExternalPage, readInnerPage } from "services/upstream-bridge/upstream/contacts.ts";

const department = {
  is_Department: 1,
  partyid: 1688000000000900,
  party_name: "一部",
  parentid: 0,
  corpid: 1970320000000001,
};
const member = {
  is_Department: 0,
  user_id: 1688000000000018,
  nickname: "乙",
  realname: "乙",
  acctid: "yi",
  avatar: "",
  mobile: "13800138000",
  position: "销售",
  partyid: 1688000000000900,
  corp_id: 1970320000000001,
};
const external = {
  user_id: 7881300000000042,
  nickname: "丙",
  realname: "",
  remarks: "老客户",
  company_remark: "",
  remark_phone: ["13900139000"],
  labelid: ["14070000000000001"],
  avatar: "",
  mobile: "",
  position: "",
  corp_id: 1970320000000002,
  add_customer_time: 1700000000,
  status: 9,
};

Deno.test("the directory mixes departments and members", () => {
  const page = readInnerPage(cleanBody({ list: [department, member], seq: "72_71_2_0" }), "");
  assert.deepEqual(page, {
    items: [
      { kind: "department", id: "1688000000000900", name: "一部", parentId: null },
      {
        kind: "member",
        id: "1688000000000018",
        nickname: "乙",
        realname: "乙",
        account: "yi",
        avatar: "",
        position: "销售",
        maskedMobile: "138******00",
        departmentId: "1688000000000900",
        corpId: "1970320000000001",
      },
    ],
    nextCursor: "72_71_2_0",
  });
});

Deno.test("the mark of a department has three spellings, and may be missing", () => {
  const { is_Department: _mark, ...unmarked } = department;
  const entries = [
    { ...unmarked, is_department: "1" },
    { ...unmarked, isDepartment: true },
    unmarked,
    { ...member, is_Department: undefined },
  ];
  const kinds = readInnerPage({ list: entries }, "")?.items.map(({ kind }) => kind);
  assert.deepEqual(kinds, ["department", "department", "department", "member"]);
});

Deno.test("an external contact, with telephone numbers masked", () => {
  const page = readExternalPage(cleanBody({ list: [external], seq: 8000001 }), "0");
  assert.deepEqual(page, {
    items: [{
      id: "7881300000000042",
      nickname: "丙",
      realname: "",
      remark: "老客户",
      companyRemark: "",
      avatar: "",
      position: "",
      maskedMobile: "",
      maskedRemarkPhones: ["139******00"],
      labelIds: ["14070000000000001"],
      corpId: "1970320000000002",
      addedAt: 1700000000000,
      relation: "friend",
    }],
    nextCursor: "8000001",
  });
});

Deno.test("the status of an external contact says who deleted whom", () => {
  const relations = [0, 8, 2049, 9, 1, undefined].map((status) =>
    readExternalPage({ list: [{ ...external, status }] }, "0")?.items[0]?.relation
  );
  assert.deepEqual(relations, [
    "deleted_by_both",
    "deleted_by_us",
    "deleted_by_them",
    "friend",
    "friend",
    "friend",
  ]);
});

Deno.test("the directory ends with an empty list, an empty cursor or the same cursor, not with a short page", () => {
  const next = (payload: unknown, cursor = "") => readInnerPage(payload, cursor)?.nextCursor;
  assert.equal(next({ list: [member], seq: "a_1" }), "a_1");
  assert.equal(next({ list: [member], strSeq: "a_1" }), "a_1");
  assert.equal(next({ list: [member], str_seq: "a_1" }), "a_1");
  assert.equal(next({ list: [], seq: "a_1" }), undefined);
  for (const seq of ["", "0", 0, null, undefined]) {
    assert.equal(next({ list: [member], seq }), undefined);
  }
  assert.equal(next({ list: [member], seq: "a_1" }, "a_1"), undefined);
});

Deno.test("external contacts end the same way, and their cursor keeps every digit", () => {
  const next = (payload: unknown, cursor = "0") => readExternalPage(payload, cursor)?.nextCursor;
  assert.equal(next({ list: [external], seq: "80000000000000001" }), "80000000000000001");
  assert.equal(next({ list: [], seq: 5 }), undefined);
  for (const seq of [0, "0", "", null, undefined, -1, "x"]) {
    assert.equal(next({ list: [external], seq }), undefined);
  }
  assert.equal(next({ list: [external], seq: 5 }, "5"), undefined);
});

Deno.test("a list under another name, or alone, is read; a wrong one is none", () => {
  for (const payload of [{ rows: [member] }, { data: [member] }, [member]]) {
    assert.equal(readInnerPage(payload, "")?.items.length, 1);
  }
  for (const payload of [null, {}, { list: null }]) {
    assert.deepEqual(readInnerPage(payload, ""), { items: [] });
  }
  assert.equal(readInnerPage({ list: "x" }, ""), undefined);
  assert.equal(readExternalPage({ list: {} }, "0"), undefined);
});

Deno.test("entries without an id are left out", () => {
  const broken = [null, 1, "x", {}, { user_id: 0 }, { is_Department: 1 }, []];
  assert.deepEqual(readInnerPage({ list: broken }, "")?.items, []);
  assert.deepEqual(readExternalPage({ list: broken }, "0")?.items, []);
});
