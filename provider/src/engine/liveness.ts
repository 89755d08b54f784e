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
 * an answer again. Does not hold the process. An engine that never answered, as in tests, is not missed.
 */
export function watchEngine(address: string, gone: () => void): void {
  let seen = false;
  const timer = setInterval(async () => {
    const listens = await engineListens(address);
    if (seen && !listens) {
      clearInterval(timer);
      gone();
    }
    seen ||= listens;
  }, millisecondsBetweenLooks);
  timer.unref();
}
