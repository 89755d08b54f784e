import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type ByteRange, endOf, intersection, mergeRanges } from "../../../provider/src/support/byte-range";

const range = (offset: number | bigint, length: number | bigint): ByteRange => ({
  offset: BigInt(offset),
  length: BigInt(length),
});

/** Ranges of a small disk, so that they often meet. */
const someRanges = fc.array(
  fc.record({ offset: fc.bigInt({ min: 0n, max: 60n }), length: fc.bigInt({ min: 0n, max: 20n }) }),
  { maxLength: 20 },
);

function bytesOf(ranges: readonly ByteRange[]): Set<bigint> {
  const bytes = new Set<bigint>();
  for (const each of ranges) for (let byte = each.offset; byte < endOf(each); byte += 1n) bytes.add(byte);
  return bytes;
}

describe("merged ranges", () => {
  test("join what overlaps, what touches and what lies within another", () => {
    const merged = mergeRanges([range(100, 10), range(0, 10), range(10, 5), range(12, 8), range(102, 3)]);
    expect(merged).toEqual([range(0, 20), range(100, 10)]);
  });

  test("are exact beyond 2^53", () => {
    const far = 2n ** 63n + 1n;
    expect(mergeRanges([range(far, 1n), range(far + 1n, 1n), range(far + 3n, 1n)])).toEqual([
      range(far, 2n),
      range(far + 3n, 1n),
    ]);
  });

  test("hold the same bytes, each once, ascending and apart", () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        const merged = mergeRanges(ranges);
        const bytes = bytesOf(ranges);
        expect(bytesOf(merged)).toEqual(bytes);
        expect(merged.reduce((sum, { length }) => sum + length, 0n)).toBe(BigInt(bytes.size));
        for (const [index, next] of merged.slice(1).entries()) {
          expect(next.offset > endOf(merged[index] as ByteRange)).toBe(true);
        }
      }),
    );
  });

  test("do not depend on the order in which they come, and leave what they are given as it is", () => {
    fc.assert(
      fc.property(someRanges, (ranges) => {
        const before = ranges.map((each) => ({ ...each }));
        expect(mergeRanges([...ranges].reverse())).toEqual(mergeRanges(ranges));
        expect(ranges).toEqual(before);
        expect(mergeRanges(mergeRanges(ranges))).toEqual(mergeRanges(ranges));
      }),
    );
  });
});

describe("the intersection of two ranges", () => {
  test("holds the bytes that are in both", () => {
    fc.assert(
      fc.property(someRanges, someRanges, (some, others) => {
        const [a = range(0, 5), b = range(3, 5)] = [some[0], others[0]];
        const both = [...bytesOf([a])].filter((byte) => bytesOf([b]).has(byte));
        expect([...bytesOf([intersection(a, b)])]).toEqual(both);
      }),
    );
  });
});
