import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import { negotiate } from '@fastify/accept-negotiator';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { projectPath } from '../platform/config/paths.ts';
import { badUserInput } from '../platform/errors/graph-error.ts';
import { entityTag, isKnown } from './http/etag.ts';
import { Refusal } from './http/refusal.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.txt': 'text/plain; charset=utf-8',
};

/** Ends of the names of what the build compressed, by the encoding's name; the best first. */
const compressedEnds: Readonly<Record<string, string>> = { br: '.br', gzip: '.gz' };
const encodings = [...Object.keys(compressedEnds), 'identity'];

/** A name that the build made from the content: under it there will never be any other. */
const isHashed = /-[A-Z0-9]{8}\.(?:js|css)$/;

/**
 * Answers with a file of the built explorer, in the best encoding that the client takes and the build has made.
 * @throws Refusal (404) where the build has made no such file
 */
export async function sendAsset(file: string, request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
  const type = contentTypes[extname(file)];
  if (type === undefined || !/^[\w.-]+$/.test(file)) throw noSuchPage('there is no such page');
  const { content, encoding } = await readBest(file, request.headers['accept-encoding']);
  const tag = entityTag(content);
  void reply
    .header('etag', tag)
    .header('cache-control', isHashed.test(file) ? 'public, max-age=31536000, immutable' : 'no-cache')
    .header('vary', 'accept-encoding');
  if (isKnown(tag, request.headers['if-none-match'])) return reply.code(304).send();
  if (encoding !== 'identity') void reply.header('content-encoding', encoding);
  return reply.type(type).send(content);
}

interface Encoded {
  readonly content: Buffer;
  readonly encoding: string;
}

async function readBest(file: string, accepted: string | undefined): Promise<Encoded> {
  const encoding = accepted === undefined ? 'identity' : (negotiate(accepted, encodings) ?? 'identity');
  const end = compressedEnds[encoding];
  const compressed = end === undefined ? null : await readIfThere(`${file}${end}`);
  if (compressed !== null) return { content: compressed, encoding };
  const content = await readIfThere(file);
  if (content === null) throw noSuchPage('there is no such page; "npm run build" makes the explorer');
  return { content, encoding: 'identity' };
}

function readIfThere(file: string): Promise<Buffer | null> {
  return readFile(projectPath('dist', 'explorer', file)).catch(() => null);
}

function noSuchPage(words: string): Refusal {
  return new Refusal(404, badUserInput(words));
}
