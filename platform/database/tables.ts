/** Tables, rows and labels as Prisma's schema declares them: the floors above take them from here. */
export { enumLabels, tables } from '../../prisma/generated/tables.ts';
export type * from '../../prisma/generated/tables.ts';
