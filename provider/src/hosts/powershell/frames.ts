import { createHash } from "node:crypto";

/** One reply of the bridge on its way: see the wire contract at the head of the bridge script. */
export interface Frame {
  /** The call that it belongs to. */
  readonly call: string;
  /** Its place among the frames of that call, from 0. */
  readonly number: number;
  /** Base64. */
  readonly payload: string;
}

/** What a shell writes that is meant for us. */
export interface FrameListener {
  frame(frame: Frame): void;
  /** The shell cannot load the bridge. */
  refusal(call: string, reason: string): void;
  /** A frame has begun, and is not whole. */
  damage(): void;
}

const frameStart = "<<hvrp:";
const wholeFrames = /<<hvrp:([0-9a-f]{16}):(?:(\d{1,9}):([A-Za-z0-9+/=]+):([0-9a-f]{16})|!([^<>]*))>>/g;

/** The first 64 bits of SHA-256. They guard against damage, not against a hostile shell. */
export function checkSum(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** Takes the frames out of a line of output and returns the rest of the line. Of a damaged line nothing is taken. */
export function takeFrames(line: string, listener: FrameListener): string {
  if (!line.includes(frameStart)) return line;
  const frames = [...line.matchAll(wholeFrames)];
  const rest = line.replace(wholeFrames, "");
  if (rest.includes(frameStart) || !frames.every(isIntact)) {
    listener.damage();
    return rest;
  }
  for (const [, call = "", number, payload, , reason = ""] of frames) {
    if (payload === undefined) listener.refusal(call, reason);
    else listener.frame({ call, number: Number(number), payload });
  }
  return rest;
}

function isIntact([, call, number, payload, sum]: RegExpMatchArray): boolean {
  return payload === undefined || sum === checkSum(`${call}:${number}:${payload}`);
}
