import type { CimValue } from "../../../cim/value";

/** Short constructors for the property types that arguments do not need. */
export const values = {
  strings: (items: readonly string[]): CimValue => ({ type: "string", values: items }),
  uint16s: (items: readonly number[]): CimValue => ({ type: "uint16", values: items }),
  flag: (value: boolean): CimValue => ({ type: "boolean", value }),
  time: (milliseconds: number): CimValue => ({ type: "datetime", value: new Date(milliseconds).toISOString() }),
  interval: (milliseconds: number): CimValue => ({ type: "interval", value: milliseconds }),
};
