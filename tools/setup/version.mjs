/**
 * Compares the three numbers of two versions.
 *
 * @param {string} version
 * @param {string} minimum
 */
export function isAtLeast(version, minimum) {
  const [given, wanted] = [version, minimum].map((text) => text.split(".").map(Number));
  const different = [0, 1, 2].find((index) => given?.[index] !== wanted?.[index]);
  return different === undefined || Number(given?.[different]) > Number(wanted?.[different]);
}
