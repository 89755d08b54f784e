/*
 * The provider text: what the engine stores in the state of every resource and runs in a process of its own. One constant
 * line, so that no release ever shows a difference for it. State files depend on these lines: they never change.
 */

export const vmReferencePointText =
  'exports.handler = () => require("hyperv-reference-points/handler").vmReferencePoint();';

export const collectionReferencePointText =
  'exports.handler = () => require("hyperv-reference-points/handler").collectionReferencePoint();';
