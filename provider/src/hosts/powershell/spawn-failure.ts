/** Why a program could not be started, and whether waiting does not help. */
export interface SpawnFailure {
  readonly cause: string;
  readonly permanent: boolean;
}

const forbidden = { cause: "this account may not execute it", permanent: true };
const exhausted = { cause: "this computer has no memory, processes or files left for it", permanent: false };
const invalid = { cause: "an argument or a variable of its environment is invalid", permanent: true };

const failures: ReadonlyMap<string, SpawnFailure> = new Map([
  ["EACCES", forbidden],
  ["EPERM", forbidden],
  ["ENOEXEC", { cause: "it is no program for this computer", permanent: true }],
  ["E2BIG", { cause: "its environment is too large", permanent: true }],
  ["EAGAIN", exhausted],
  ["EMFILE", exhausted],
  ["ENFILE", exhausted],
  ["ENOMEM", exhausted],
  ["ERR_INVALID_ARG_VALUE", invalid],
  ["ERR_INVALID_ARG_TYPE", invalid],
]);

/** By its code: the messages of some of these errors quote the arguments and the environment, a password among them. */
export function spawnFailure(code: string | undefined): SpawnFailure {
  return failures.get(code ?? "") ?? { cause: "the operating system refused", permanent: false };
}
