import { shortName } from "../../../../src/components/cos-uploader/view/names";

test.each([
  ["report.pdf", 11, "report.pdf"],
  ["", 11, ""],
  ["quarterly report 2.pdf", 11, "qua…t 2.pdf"],
  ["第三季度销售报告.pdf", 11, "第三…告.pdf"],
  ["第三季度报告.pdf", 20, "第三季度报告.pdf"],
  ["👨‍👩‍👧‍👦 our family.jpg", 11, "👨‍👩‍👧‍👦 …ily.jpg"],
  ["the 🇨🇳🇨🇳🇨🇳.jpg", 11, "the …🇨🇳.jpg"],
  ["👍🏽👍🏽👍🏽👍🏽👍🏽👍🏽", 7, "👍🏽…👍🏽👍🏽"],
  ["cafe\u0301 cafe\u0301", 8, "ca… cafe\u0301"],
])("cuts %s to a width of %i: %s", (name, maxWidth, expected) => {
  expect(shortName(name, maxWidth)).toBe(expected);
});

test("keeps names apart that differ at their ends", () => {
  expect(shortName("scan of the contract 1.pdf", 11)).not.toBe(shortName("scan of the contract 2.pdf", 11));
});
