/** Milliseconds that a timer of Node's can wait (a signed 32-bit number); one that is to wait longer fires at once. */
const longest = 2 ** 31 - 1;

/**
 * Calls back once, however far off that is; it keeps no process running.
 * @returns calls it off
 */
export function after(milliseconds: number, run: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number): void => {
    const piece = Math.min(left, longest);
    timer = setTimeout(() => (left > piece ? wait(left - piece) : run()), piece).unref();
  };
  wait(milliseconds);
  return () => clearTimeout(timer);
}
