import { fork } from 'node:child_process';
import { join } from 'node:path';

/** Opens the process that makes the load; it serves one run after the other. */
export function openGenerator() {
  const child = fork(join(import.meta.dirname, 'generator.mjs'));
  return {
    pid: child.pid,
    /**
     * @param {import('./generator.mjs').Load} load
     * @param {() => void} onMeasuring called when the warm-up is over
     * @returns {Promise<{ requests: number, answered: number, perSecond: number, p50: number, p99: number }>} milliseconds;
     *   `answered` counts the warm-up's requests too
     */
    run: (load, onMeasuring = () => undefined) =>
      new Promise((resolve, reject) => {
        const onMessage = ({ measuring, figures, failure }) => {
          if (measuring) return onMeasuring();
          child.off('message', onMessage);
          child.off('exit', onExit);
          if (failure === undefined) resolve(figures);
          else reject(new Error(failure));
        };
        const onExit = (code) => reject(new Error(`the load generator ended with ${code}`));
        child.on('message', onMessage).on('exit', onExit);
        child.send(load);
      }),
    close: () => child.disconnect(),
  };
}
