/** Whether an error of the system has one of these codes. */
export function isErrno(error: unknown, ...codes: readonly string[]): boolean {
  return error instanceof Error && "code" in error && codes.includes(String(error.code));
}

/** Windows answers so while another process, a virus scanner say, has the file open or is removing it. */
export function isInUse(error: unknown): boolean {
  return isErrno(error, "EPERM", "EACCES", "EBUSY");
}
