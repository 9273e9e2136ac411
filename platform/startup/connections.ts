import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** What a connection does. */
interface Activity {
  /** Requests on it whose answers are not complete. */
  inFlight: number;
  /** When its last answer was complete, or it was opened; by `performance.now()`. */
  since: number;
}

/**
 * The connections of a server that is to stop one day: each is given up with an answer that says so (`connection: close`, RFC 9112,
 * 9.6), for a client whose next request meets a connection that was closed without a word takes that for an error.
 */
export class Connections {
  private readonly activities = new Map<Socket, Activity>();
  private readonly answers = new Set<ServerResponse>();
  private areGivenUp = false;

  /** @param server not listening yet */
  constructor(server: Server) {
    server.on('connection', (socket) => {
      this.activities.set(socket, { inFlight: 0, since: performance.now() });
      socket.once('close', () => this.activities.delete(socket));
    });
    server.prependListener('request', ({ socket }, response) => this.follow(socket, response));
  }

  /** Says in every answer from now on, also to requests in flight, that its connection takes no other. */
  giveUp(): void {
    this.areGivenUp = true;
    for (const answer of this.answers) if (!answer.headersSent) answer.setHeader('connection', 'close');
  }

  /** Whether a client may be about to send another request: its connection was used so lately and is idle now. */
  areUsedWithin(milliseconds: number): boolean {
    const from = performance.now() - milliseconds;
    return [...this.activities.values()].some(({ inFlight, since }) => inFlight === 0 && since > from);
  }

  private follow(socket: Socket, response: ServerResponse): void {
    const activity = this.activities.get(socket);
    if (activity === undefined) return;
    activity.inFlight += 1;
    this.answers.add(response);
    if (this.areGivenUp) response.setHeader('connection', 'close');
    response.once('close', () => {
      activity.inFlight -= 1;
      activity.since = performance.now();
      this.answers.delete(response);
    });
  }
}
