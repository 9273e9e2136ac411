/**
 * Settles as `work` does, or rejects with `expired()` after `milliseconds`. The work itself goes on, and what it ends
 * with is then dropped: cancelling or cleaning up is the caller's.
 */
export async function within<Value>(milliseconds: number, work: Promise<Value>, expired: () => Error): Promise<Value> {
  let timer: NodeJS.Timeout | undefined;
  const deadline = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(expired()), milliseconds);
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}
