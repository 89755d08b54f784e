import fc from "fast-check";

/** Strings that break something somewhere: quoting, WQL, JSON, dates, frames, terminals, code pages. */
const hostile = [
  "'",
  "''",
  '"',
  "\\",
  "\\'",
  "' OR '1'='1",
  "' AND Name <> '",
  "$(Remove-Item C:\\)",
  "`n",
  "\u2018\u2019\u201a\u201b\u201c\u201d\u201e",
  "%",
  "_",
  "[a-z]",
  "\r\n",
  "\u0000",
  "\u0007\u001b[?1l",
  "\u2028\u2029\u0085",
  "\ufeff",
  "\ud83d\ude00",
  "\ud83d",
  "\ude00",
  "2024-01-01T00:00:00Z",
  "/Date(1)/",
  "<<hvrp:0123456789abcdef:QUJD>>",
  ">>",
  "Invoke-HvBridge 'QUJD'",
  "__proto__",
  "İıſßςK",
  "null",
  "123",
  "",
];

const codeUnits = fc
  .array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 40 })
  .map((units) => String.fromCharCode(...units));

/** Any string of UTF-16 code units, and mostly one that means harm. */
export const hostileText = fc.oneof(
  {
    weight: 3,
    arbitrary: fc
      .array(fc.oneof(fc.constantFrom(...hostile), codeUnits), { maxLength: 5 })
      .map((parts) => parts.join("")),
  },
  { weight: 1, arbitrary: codeUnits },
  { weight: 1, arbitrary: fc.string({ unit: "grapheme" }) },
);
