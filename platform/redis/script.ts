import { createHash } from 'node:crypto';
import type { RedisClient } from './redis.ts';

/** What a script works on: the keys that it names, and the rest. */
interface ScriptInput {
  readonly keys: string[];
  readonly arguments: string[];
}

/** A Lua script that Redis runs as one step. @see https://redis.io/docs/latest/develop/programmability/eval-intro/ */
export class RedisScript {
  private readonly text: string;
  /** By which Redis knows a script that it has run before. */
  private readonly sha: string;

  constructor(text: string) {
    this.text = text;
    this.sha = createHash('sha1').update(text).digest('hex');
  }

  /** Runs it; its text is sent only where Redis has not met it since its start. */
  async run(client: RedisClient, input: ScriptInput): Promise<unknown> {
    try {
      return await client.evalSha(this.sha, input);
    } catch (error) {
      if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
      return client.eval(this.text, input);
    }
  }
}
