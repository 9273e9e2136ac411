import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

/**
 * Who may ask a peer: token → Viewer, looked up and not verified. Peers do less here than the product, which checks the
 * token and asks its database what still holds.
 */
export const people = new Map(JSON.parse(process.env.BENCH_PEOPLE).map(({ token, viewer }) => [token, viewer]));

/** The Viewer behind an `authorization` header. @throws Error when there is none */
export function viewerOf(authorization) {
  const viewer = people.get((authorization ?? '').slice('Bearer '.length));
  if (viewer === undefined) throw new Error('expected the token of someone of the run');
  return viewer;
}

/** Signatures hold for half a minute; the product makes one a call, peers are given them for free. */
const renewMs = 10_000;

/** What the subgraphs want to see: each person's Viewer, signed as the product's gateway signs it. */
export async function signedPeople() {
  const module = pathToFileURL(join(process.env.BENCH_IMAGE, 'dist/platform/identity/signed-viewer.js'));
  const { signViewer } = await import(module.href);
  const secret = Buffer.from(process.env.GATEWAY_SECRET);
  const signed = new Map();
  const renew = () =>
    Promise.all(
      [...people].map(async ([token, viewer]) =>
        signed.set(token, await signViewer({ viewer, now: new Date(), origin: { ip: null, userAgent: null } }, secret)),
      ),
    );
  await renew();
  setInterval(renew, renewMs).unref();
  return (authorization) => `Bearer ${signed.get((authorization ?? '').slice('Bearer '.length))}`;
}
