/** How long this process may be busy without it being noticed, in milliseconds. */
export const listeningStepMs = 50;

/**
 * Settles as `work` does, or rejects with `expired()` after `milliseconds` in which this process could have heard the answer.
 * Planning a new operation keeps a small machine busy for a second: a plain timer would go off before the answer that arrived
 * meanwhile is read, and blame the other side. The work itself goes on; cleaning up after it is the caller's.
 */
export async function withinListeningTime<Value>(
  milliseconds: number,
  work: Promise<Value>,
  expired: () => Error,
): Promise<Value> {
  let left = milliseconds;
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    const wait = (): void => {
      if (left <= 0) return reject(expired());
      const next = Math.min(listeningStepMs, left);
      left -= next;
      timer = setTimeout(wait, next);
    };
    wait();
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
