import { sendBytes, type RawAnswer } from './raw-http.ts';

/** A request as `fetch` of Node may not send it: with any `Host` or `Origin`, and of any method. */
export interface HttpRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** Sends a request on a connection of its own, and answers what came back as it came. */
export async function sendRequest(url: string, path: string, request: HttpRequest = {}): Promise<RawAnswer> {
  const { method = 'GET', headers = {}, body = '' } = request;
  const { host } = new URL(url);
  const length = body === '' ? {} : { 'content-length': String(Buffer.byteLength(body)) };
  const all = Object.entries({ host, ...length, ...headers, connection: 'close' });
  const head = [`${method} ${path} HTTP/1.1`, ...all.map(([name, value]) => `${name}: ${value}`)].join('\r\n');
  const [answer, ...more] = await sendBytes(url, [`${head}\r\n\r\n${Buffer.from(body).toString('latin1')}`]);
  if (answer === undefined || more.length > 0) throw new Error(`expected one answer, got ${more.length + 1}`);
  return answer;
}
