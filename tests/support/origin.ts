import type { Origin } from '../../platform/commands/principal.ts';

/** Origin of what no connection has brought. */
export const nowhere: Origin = { ip: null, userAgent: null };
