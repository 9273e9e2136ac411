const soon = Promise.resolve();

/**
 * Lets what a query asks for leave in rounds: what is asked while answers are on their way waits until all of them are in and
 * their consequences are worked out, then leaves together. A query's statements are answered one after the other on one
 * connection anyway; in rounds their number follows from the data alone, never from how the answers' packets happened to part.
 */
export class Rounds {
  private underWay = 0;
  private waiting: (() => void)[] = [];
  private isDue = false;

  /** Calls `send` when the next round leaves. */
  join(send: () => void): void {
    this.waiting.push(send);
    this.leaveIfDue();
  }

  /** Counts a statement into the round until its answer, or its failure, is there; whoever waits for it goes on first. */
  async track<Answer>(statement: Promise<Answer>): Promise<Answer> {
    this.underWay += 1;
    try {
      return await statement;
    } finally {
      this.underWay -= 1;
      this.leaveIfDue();
    }
  }

  private leaveIfDue(): void {
    if (this.isDue || this.underWay > 0 || this.waiting.length === 0) return;
    this.isDue = true;
    // Node empties the queue of promises before it comes back to that of ticks: whoever goes on now has asked by then.
    void soon.then(() => process.nextTick(() => this.leave()));
  }

  private leave(): void {
    this.isDue = false;
    // Somebody asked the database directly meanwhile: that answer belongs to this round.
    if (this.underWay > 0) return;
    const leaving = this.waiting;
    this.waiting = [];
    for (const send of leaving) send();
  }
}
