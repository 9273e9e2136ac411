import { badUserInput } from '../errors/graph-error.ts';
import { parseUlid } from '../ids/ulid.ts';

/** A root field's id, folded to upper case. @throws BAD_USER_INPUT when it is no ULID */
export function requireUlid(id: string): string {
  const ulid = parseUlid(id);
  if (ulid === null) throw badUserInput('the id is no ULID; expected 26 characters such as 01JZX3V6E8Q4T5Y7W9A1C2D3F4');
  return ulid;
}
