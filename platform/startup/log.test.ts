import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { createLog } from './log.ts';

describe('the log', () => {
  afterEach(() => {
    jest.restoreAllMocks();
  });

  it('tells of a fault what caused it, down to the first cause', () => {
    const written: string[] = [];
    jest.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { stack: 'refused' });
    const failed = Object.assign(new Error('fetch failed', { cause: refused }), { stack: 'failed' });
    const lost = Object.assign(new Error('crm did not answer', { cause: failed }), { stack: 'lost' });
    createLog({ logLevel: 'info', logFormat: 'text' }).error('Request r1 failed:', lost);
    expect(written).toEqual(['Request r1 failed:\nlost\nCaused by:\nfailed\nCaused by:\nrefused\n']);
  });
});
