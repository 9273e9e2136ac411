/**
 * Something the person at the terminal can put right, found before the process serves anybody. The message is one
 * sentence that names what was found and what was expected; it is printed alone, without a stack, and the exit code is 1.
 */
export class StartError extends Error {
  override readonly name = 'StartError';
}
