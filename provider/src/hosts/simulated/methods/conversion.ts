import type { CimType, CimValue } from "../../../cim/value";

/** The least and the greatest value of each integer type. */
const ranges: Partial<Record<CimType, readonly [bigint, bigint]>> = {
  uint8: [0n, 2n ** 8n - 1n],
  uint16: [0n, 2n ** 16n - 1n],
  uint32: [0n, 2n ** 32n - 1n],
  uint64: [0n, 2n ** 64n - 1n],
  sint8: [-(2n ** 7n), 2n ** 7n - 1n],
  sint16: [-(2n ** 15n), 2n ** 15n - 1n],
  sint32: [-(2n ** 31n), 2n ** 31n - 1n],
  sint64: [-(2n ** 63n), 2n ** 63n - 1n],
};

/** A value as one of the declared type, as the cmdlets convert it; `undefined` when it is none. */
export function convert(value: CimValue, declared: CimType): CimValue | undefined {
  if (value.type === declared) return value;
  const range = ranges[declared];
  if (range === undefined || ranges[value.type] === undefined || !("value" in value)) return undefined;
  if (value.value === null) return { type: declared, value: null } as CimValue;
  const integer = BigInt(value.value as number | bigint);
  if (integer < range[0] || integer > range[1]) return undefined;
  const is64Bit = declared === "uint64" || declared === "sint64";
  return { type: declared, value: is64Bit ? integer : Number(integer) } as CimValue;
}
