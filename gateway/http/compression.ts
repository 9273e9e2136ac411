import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import type { FastifyInstance } from 'fastify';

/**
 * Longest answer that is compressed where the event loop waits for it, in some 0.3 ms: handing it to another thread would
 * cost as much. Longer ones are compressed by another thread, piece by piece.
 */
const atOnceBytes = 65_536;

/**
 * Compresses answers in the way that a client takes best, Brotli before gzip, each as fast as it can: of a page of rows a
 * quarter is left, and the slowest way, at thirty times the cost, would leave a fifth. What a route has compressed stays.
 *
 * An answer may hold what is secret beside words that the request chose. Its length tells nothing all the same to a page
 * that makes a browser ask (BREACH): a browser adds no token of itself, and no cookie says who asks.
 *
 * @param thresholdBytes shortest answer that is compressed
 */
export async function compressAnswers(app: FastifyInstance, thresholdBytes: number): Promise<void> {
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    threshold: thresholdBytes,
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } },
    zlibOptions: { level: 1 },
    syncThreshold: atOnceBytes,
    // Requests are not decompressed (request-body.ts).
    globalDecompression: false,
  });
}
