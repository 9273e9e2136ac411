import { identifier, join, sql } from '../../../platform/database/sql.ts';
import { tables } from '../../../platform/database/tables.ts';
import { accept, refuse, userError, type Result } from '../../../platform/commands/result.ts';
import type { Rows } from '../../../platform/commands/rows.ts';
import { parseUlid } from '../../../platform/ids/ulid.ts';

/** Subjects of activities and approvals alike: each type with its table. */
const commonSubjects = {
  Strategy: tables.strategy,
  OnboardingRun: tables.onboardingRun,
  BlogRequest: tables.blogRequest,
  BlogPost: tables.blogPost,
  SocialMediaRequest: tables.socialMediaRequest,
  SocialPost: tables.socialPost,
};

/** Subjects of an activity: a new one is a line here and in the SDL's union. */
export const activitySubjects = {
  ...commonSubjects,
  Channel: tables.channel,
  Backlink: tables.backlink,
  Lead: tables.lead,
};

/** Subjects of an approval, work itself aside. */
export const approvalSubjects = {
  ...commonSubjects,
  SearchTermClassification: tables.searchTermClassification,
  AdOptimizationRecommendation: tables.adOptimizationRecommendation,
};

/** A pointer that no foreign key guards (docs/api-contract.md#i-41). */
export interface Subject {
  /** The GraphQL type. */
  readonly subjectType: string;
  /** Its ULID. */
  readonly subjectRefId: string;
}

/** The tenant's row that an input's `subjectId` names. @returns NOT_FOUND for another tenant's, and for what no activity is about */
export async function findSubject(rows: Rows, subjectId: string): Promise<Result<Subject>> {
  const refId = parseUlid(subjectId);
  const questions = Object.entries(activitySubjects).map(
    ([type, { name }]) =>
      sql`SELECT ${type}::text AS "subjectType", ref_id AS "subjectRefId" FROM ${identifier(name)} WHERE tenant_id = ${rows.tenantId}::uuid AND ref_id = ${refId}`,
  );
  const [subject] = await rows.query<Subject>(join(questions, ' UNION ALL '));
  return subject === undefined
    ? refuse(userError('NOT_FOUND', 'there is no such object that an activity can be about', ['subjectId']))
    : accept(subject);
}
