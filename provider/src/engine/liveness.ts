import { connect } from "node:net";

/** Whether something listens at the engine's address. */
export function engineListens(address: string): Promise<boolean> {
  const separator = address.lastIndexOf(":");
  const socket = connect({ host: address.slice(0, separator), port: Number(address.slice(separator + 1)) });
  return new Promise((resolve) => {
    socket.once("connect", () => resolve(true));
    socket.once("error", () => resolve(false));
    socket.setTimeout(1_000, () => resolve(false));
  }).then((listens) => {
    socket.destroy();
    return listens === true;
  });
}

const millisecondsBetweenLooks = 1_000;

/**
 * Calls `gone` when the engine has ended without ending this process, as it does when it is killed: nobody would ever read
 * an answer again. Does not hold the process. Where there is no engine at the beginning, as in tests, none is missed.
 */
export async function watchEngine(address: string, gone: () => void): Promise<void> {
  if (!(await engineListens(address))) return;
  const timer = setInterval(async () => {
    if (await engineListens(address)) return;
    clearInterval(timer);
    gone();
  }, millisecondsBetweenLooks);
  timer.unref();
}
