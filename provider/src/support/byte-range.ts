/** A range of a disk, in bytes. 64 bits, as in CIM: a JavaScript number holds only 53. */
export interface ByteRange {
  readonly offset: bigint;
  readonly length: bigint;
}

/** The same bytes in ascending ranges that neither overlap nor touch. */
export function mergeRanges(ranges: readonly ByteRange[]): ByteRange[] {
  const ascending = ranges
    .filter(({ length }) => length > 0n)
    .sort((a, b) => (a.offset < b.offset ? -1 : a.offset > b.offset ? 1 : 0));
  const merged: ByteRange[] = [];
  for (const range of ascending) {
    const last = merged.at(-1);
    if (last === undefined || range.offset > endOf(last)) merged.push(range);
    else if (endOf(range) > endOf(last))
      merged[merged.length - 1] = { offset: last.offset, length: endOf(range) - last.offset };
  }
  return merged;
}

/** The part of a range that lies within another; of length 0 when there is none. */
export function intersection(a: ByteRange, b: ByteRange): ByteRange {
  const offset = a.offset > b.offset ? a.offset : b.offset;
  const end = endOf(a) < endOf(b) ? endOf(a) : endOf(b);
  return { offset, length: end > offset ? end - offset : 0n };
}

export function endOf({ offset, length }: ByteRange): bigint {
  return offset + length;
}
