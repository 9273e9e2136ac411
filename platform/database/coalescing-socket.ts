import { Socket } from 'node:net';

type Written = (error?: Error | null) => void;

/**
 * A socket that sends what one tick writes as one packet. The driver writes each statement by itself; BEGIN, the settings and a
 * whole batch of statements are then one system call, which profiles showed to cost more than anything else.
 */
export class CoalescingSocket extends Socket {
  private held = false;

  override write(chunk: string | Uint8Array, encodingOrWritten?: BufferEncoding | Written, written?: Written): boolean {
    this.holdForThisTick();
    return typeof encodingOrWritten === 'string'
      ? super.write(chunk, encodingOrWritten, written)
      : super.write(chunk, encodingOrWritten);
  }

  private holdForThisTick(): void {
    if (this.held) return;
    this.held = true;
    this.cork();
    process.nextTick(() => {
      this.held = false;
      this.uncork();
    });
  }
}
