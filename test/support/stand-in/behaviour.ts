import { join } from "node:path";
import type { Operation } from "./bridge";

/** What is written to the error stream, to standard output, and when the shell fails: all of it optional. */
export interface Behaviour {
  /** Ends each line with this. Default: a line feed. */
  readonly newline?: string;
  /** `whole`: all output of a command arrives in one piece. `bytes`: each byte by itself. Default: as it is written. */
  readonly chunks?: "whole" | "bytes";
  /** Written after the closing delimiter of each command, as PowerShell 7 does on Linux. */
  readonly afterDelimiter?: string;
  /** Written before and after the frames of each call. */
  readonly noise?: { readonly before?: string; readonly after?: string; readonly onErrors?: string };
  /** What goes wrong in one call: they are counted from 1, without those that describe the shell and open the session. */
  readonly mishap?: Mishap;
  /** A file: the mishap happens only while there is none, and is then made. So the next shell is a good one. */
  readonly mishapOnce?: string;
  readonly languageMode?: string;
  /** Category and id of the error when the script is loaded. */
  readonly loadError?: string;
  /** What the shell says of itself, where it is not the usual. */
  readonly description?: Readonly<Record<string, string | boolean>>;
  /** The answer to `open`. */
  readonly openError?: Readonly<Record<string, string>>;
  /** The answer to every query. */
  readonly queryError?: Readonly<Record<string, string>>;
  /** A file to which each line that arrives is added, `start` when a shell starts, and `began` with each method. */
  readonly log?: string;
  /** A file to which the shell writes what it got: arguments, environment, password. */
  readonly report?: string;
  /** How the canned host answers `query` of Test_Many. */
  readonly many?: { readonly count: number; readonly size: number };
  /** What the host does for a missing instance. Default: throws. */
  readonly missing?: "throws" | "nothing";
  /** Time each operation takes. */
  readonly milliseconds?: number;
}

export interface Mishap {
  readonly call: number;
  /** Then it happens in the first call from that one on which begins with such an operation. Default: in that one. */
  readonly kind?: Operation["kind"];
  /** How many operations of the call are answered before. Default 0. */
  readonly after?: number;
  readonly does:
    | { readonly exit: number; readonly errors?: string }
    /** Carries out the operation, and ends before it can say so. */
    | "exit-untold"
    /** Never answers again. */
    | "silence"
    /** Answers, but its closing delimiter does not come. */
    | "no-delimiter"
    /**
     * Does nothing until this file is there, whatever has become of its input and output, and then goes on. By its
     * stopwatch it takes so many milliseconds.
     */
    | { readonly until: string; readonly heldUp?: number }
    /** Answers with the id of another call. */
    | "wrong-call"
    /** Writes a frame that is no JSON. */
    | "nonsense"
    /** Writes nothing, and is ready for the next. */
    | "nothing"
    /** Answers, and leaves out the frame of this number. */
    | { readonly without: number }
    /** Writes the beginning of a frame and then a whole answer, in one chunk. */
    | "half-a-frame"
    /** Says that the call is over before all is answered. */
    | "early-end"
    /** Answers the same operation twice. */
    | "twice"
    /** Writes without end outside of frames. */
    | "flood";
}

export const standInShell = join(__dirname, "../stand-in-shell.cjs");

/** The environment in which the stand-in behaves so. */
export function behaving(behaviour: Behaviour): NodeJS.ProcessEnv {
  return { ...process.env, STAND_IN_BEHAVIOUR: JSON.stringify(behaviour) };
}

/** The environment in which the stand-in answers from a simulated host. */
export function simulating(descriptionFile: string, stateFile?: string): NodeJS.ProcessEnv {
  return {
    ...process.env,
    STAND_IN_SIMULATED_HOST: descriptionFile,
    ...(stateFile === undefined ? {} : { STAND_IN_SIMULATED_STATE: stateFile }),
  };
}
