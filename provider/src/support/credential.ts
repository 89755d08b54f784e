import { z } from "zod";

/**
 * A username, a password, or whatever else becomes an argument or a variable of a process. The messages never repeat the
 * value. A NUL is what a UTF-16 file looks like that was read as UTF-8.
 */
export const credential = z
  .string()
  .min(1)
  .refine((text) => !text.includes("\0"), {
    error: "must not contain a NUL character; was a UTF-16 file read as UTF-8?",
    abort: true,
  })
  .refine((text) => !/[\r\n]/.test(text), "must not contain a line break; was a file read with the one at its end?");
