import { once } from 'node:events';
import { connect } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By lower-case name. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/**
 * Sends bytes that no HTTP client would, and reads until the server closes the connection.
 * @param texts each sent when it comes, one byte for each character (Latin-1)
 * @returns every answer that came, in order
 */
export async function sendBytes(
  url: string,
  texts: Iterable<string> | AsyncIterable<string>,
): Promise<readonly RawAnswer[]> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  const ended = once(socket, 'end');
  for await (const text of texts) socket.write(text, 'latin1');
  await ended;
  socket.end();
  return answersIn(received);
}

function answersIn(received: string): RawAnswer[] {
  const answers: RawAnswer[] = [];
  for (let rest = received; rest !== '';) {
    const [head = '', after = ''] = rest.split(/\r\n\r\n(.*)/s, 2);
    const [statusLine = '', ...lines] = head.split('\r\n');
    const headers = Object.fromEntries(
      lines.map((line) => {
        const [name = '', value = ''] = line.split(/: (.*)/, 2);
        return [name.toLowerCase(), value];
      }),
    );
    const length = Number(headers['content-length'] ?? 0);
    answers.push({
      status: Number(statusLine.split(' ')[1]),
      headers,
      body: Buffer.from(after.slice(0, length), 'latin1').toString(),
    });
    rest = after.slice(length);
  }
  return answers;
}
