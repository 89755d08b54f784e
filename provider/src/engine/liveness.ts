import { connect, type Socket, type TcpNetConnectOpts } from "node:net";

/** What a look at the engine's address shows. A computer that is very busy may answer late. */
export type Sight = "listens" | "refused" | "unclear";

type Connect = (options: TcpNetConnectOpts) => Socket;

export function pollEngine(address: string, open: Connect = connect): Promise<Sight> {
  const separator = address.lastIndexOf(":");
  const socket = open({ host: address.slice(0, separator), port: Number(address.slice(separator + 1)) });
  return new Promise<Sight>((resolve) => {
    socket.once("connect", () => resolve("listens"));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      resolve(error.code === "ECONNREFUSED" ? "refused" : "unclear"),
    );
    socket.setTimeout(1_000, () => resolve("unclear"));
  }).finally(() => socket.destroy());
}

const millisecondsBetweenPolls = 1_000;
const unclearPollsInARow = 3;

/**
 * Calls `gone` when the engine has ended without ending this process, as it does when it is killed: nobody would ever read
 * an answer again. Does not hold the process. Where there is no engine at the beginning, as in tests, none is missed.
 */
export async function watchEngine(
  address: string,
  gone: () => void,
  poll: (address: string) => Promise<Sight> = pollEngine,
): Promise<void> {
  if ((await poll(address)) === "refused") return;
  let unclear = 0;
  const timer = setInterval(async () => {
    const sight = await poll(address);
    unclear = sight === "unclear" ? unclear + 1 : 0;
    if (sight !== "refused" && unclear < unclearPollsInARow) return;
    clearInterval(timer);
    gone();
  }, millisecondsBetweenPolls);
  timer.unref();
}
