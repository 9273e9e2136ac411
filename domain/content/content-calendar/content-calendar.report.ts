import type { Aggregate } from '../../../platform/batching/aggregate-loader.ts';
import { groupBy } from '../../../platform/batching/group-by.ts';
import { everyRow } from '../../../platform/batching/page-statement.ts';
import { parentRows, type Parent } from '../../../platform/batching/parents.ts';
import { selectList } from '../../../platform/batching/select-list.ts';
import type { Visibility } from '../../../platform/batching/visibility.ts';
import { identifier, join, sql, type Sql } from '../../../platform/database/sql.ts';
import type { Table } from '../../../platform/database/table.ts';
import { tables, type BlogPostRow, type SocialPostRow } from '../../../platform/database/tables.ts';
import { calendarDays, maximumItems, type CalendarDay, type CalendarEntry } from './content-calendar.rules.ts';

/** Which UTC days, `YYYY-MM-DD`, first and last included, and which fields of the posts. */
export interface CalendarQuestion {
  readonly from: string;
  readonly to: string;
  readonly blogPostFields: readonly string[];
  readonly socialPostFields: readonly string[];
}

/** A post in the calendar, with the fields that were asked for. */
export type CalendarPost = CalendarEntry &
  ((BlogPostRow & { readonly model: 'BlogPost' }) | (SocialPostRow & { readonly model: 'SocialPost' }));

/** A day with at least one post. */
export type ContentDay = CalendarDay<CalendarPost>;

/** A post's parent and the instant at which it is, or was, published. */
interface Placement {
  readonly parentOrdinal: number;
  readonly at: string;
}

/**
 * What tenants have planned and published: scheduled posts when they are due, published ones when they were published
 * (docs/api-contract.md#13-the-seven-subgraphs). Null for a tenant that has more posts on those days than a calendar holds; no
 * more than that many of a kind, and one, are read. Two statements, one for each kind of post, for however many tenants.
 */
export const contentCalendar: Aggregate<CalendarQuestion, ContentDay[] | null> = {
  table: tables.blogPost,
  async read({ db, visibility }, { from, to, blogPostFields, socialPostFields }, tenants) {
    const days = { from, to };
    const [blogPosts, socialPosts] = await Promise.all([
      db.query<BlogPostRow & Placement>(postsOn(days, tables.blogPost, blogPostFields, visibility, tenants)),
      db.query<SocialPostRow & Placement>(postsOn(days, tables.socialPost, socialPostFields, visibility, tenants)),
    ]);
    const posts = [
      ...blogPosts.map((post) => ({ ...post, model: 'BlogPost' as const })),
      ...socialPosts.map((post) => ({ ...post, model: 'SocialPost' as const })),
    ];
    const byTenant = groupBy(posts, ({ parentOrdinal }) => parentOrdinal);
    return tenants.map((_, index) => {
      const ofTenant = byTenant.get(index + 1) ?? [];
      return ofTenant.length > maximumItems ? null : calendarDays<CalendarPost>(ofTenant);
    });
  },
};

/** Each state is a range of an index of its own. */
function postsOn(
  days: Pick<CalendarQuestion, 'from' | 'to'>,
  table: Table<BlogPostRow> | Table<SocialPostRow>,
  fields: readonly string[],
  visibility: Visibility,
  tenants: readonly Parent[],
): Sql {
  const parents = parentRows(table, 'tenantId', tenants);
  const start = sql`${days.from}::date::timestamp AT TIME ZONE 'UTC'`;
  const end = sql`(${days.to}::date + 1)::timestamp AT TIME ZONE 'UTC'`;
  const postsIn = (status: Sql, at: Sql): Sql => {
    const onDays = { where: () => sql`${status} AND ${at} >= ${start} AND ${at} < ${end}` };
    const rows = { table, parentField: 'tenantId', conditions: [onDays] };
    return sql`SELECT ${at} AS at, ${selectList(table, fields, 't')}
               FROM ${identifier(table.name)} t WHERE ${everyRow(rows, visibility, 't')}`;
  };
  const columns = join(
    ['at', ...fields].map((field) => sql`post.${identifier(field)}`),
    ', ',
  );
  return sql`SELECT parent.ordinal::int AS "parentOrdinal", ${columns} FROM ${parents} CROSS JOIN LATERAL (
               ${postsIn(sql`t.status = 'scheduled'`, sql`t.scheduled_for`)}
               UNION ALL ${postsIn(sql`t.status = 'published'`, sql`t.published_on`)}
               LIMIT ${maximumItems + 1}
             ) post`;
}
