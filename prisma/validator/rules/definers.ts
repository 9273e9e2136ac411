import type { Rule } from '../schema.ts';

/**
 * A function that runs as its owner finds only what its writer meant (pg_temp last, or a caller's temporary table would be
 * found first: PostgreSQL's manual, "Writing SECURITY DEFINER Functions Safely") and is called only by who was granted it.
 */
export const definers: Rule = ({ catalogue }) =>
  catalogue.definers.flatMap(({ name, searchPath, publicMayExecute }) => {
    const messages: string[] = [];
    if (searchPath === null) messages.push("takes its caller's search_path, expected SET search_path = …, pg_temp");
    else if (!/(^|, )pg_temp$/.test(searchPath)) messages.push(`has search_path ${searchPath}, expected pg_temp last`);
    if (publicMayExecute) messages.push('may be executed by PUBLIC, expected REVOKE EXECUTE');
    return messages.map((message) => ({ rule: 'security definer', object: name, message }));
  });
