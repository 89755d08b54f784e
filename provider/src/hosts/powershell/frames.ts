/** What a shell writes that is meant for us: see the wire contract at the head of the bridge script. */
export interface FrameListener {
  /** A frame: the call that it belongs to, and its payload in base64. */
  frame(call: string, payload: string): void;
  /** The shell cannot load the bridge. */
  refusal(call: string, reason: string): void;
}

const frames = /<<hvrp:([0-9a-f]{16}):(?:([A-Za-z0-9+/=]+)|!([^<>]*))>>/g;

/** Takes the frames out of a line of output and returns the rest of the line. */
export function takeFrames(line: string, listener: FrameListener): string {
  return line.replace(frames, (_, call: string, payload: string | undefined, reason: string | undefined) => {
    if (payload !== undefined) listener.frame(call, payload);
    else listener.refusal(call, reason ?? "");
    return "";
  });
}
