/** What `npm start` can do, and what to try after it. */
const next = {
  up: "Next: `npm start -- preview`, or change examples/quickstart/index.ts and run `npm start` again.",
  preview: "Next: `npm start` does what the preview shows.",
  refresh: "Next: `npm start -- destroy` deletes the points.",
  destroy: "Next: `npm start` creates the points again.",
};

export const commands = Object.keys(next);

/**
 * What `npm start` ends with.
 *
 * @param {string} command
 */
export function closingLine(command) {
  const what = Object.entries(next).find(([name]) => name === command)?.[1] ?? "";
  return `That was a simulated host: no Hyper-V was asked. ${what} For a host of yours: "A real host in five minutes" in README.md.`;
}
