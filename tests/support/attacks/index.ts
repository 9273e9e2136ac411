import type { Attack } from './attack.ts';
import { depth } from './depth.ts';
import { fragments } from './fragments.ts';
import { names } from './names.ts';
import { rows } from './rows.ts';
import { schema } from './schema.ts';
import { values } from './values.ts';

/** Hostile operations, each of another kind or size. */
export const attacks: readonly Attack[] = [...rows, ...fragments, ...names, ...depth, ...values, ...schema];
