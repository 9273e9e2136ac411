import { openStatuses, waitingStatuses } from '../../domain/activities/activity/activity.rules.ts';
import { tables, type ActivityStatus } from '../../platform/database/tables.ts';
import { badUserInput } from '../../platform/errors/graph-error.ts';
import type { UserResolvers } from './generated/resolvers.ts';

/** What this subgraph adds to a user. */
export const User: UserResolvers = {
  inbox: (user, { statuses, ...page }, { loaders }, info) =>
    loaders.inboxOfUser.load(user, { ...page, filter: { status: inboxStatuses(statuses) } }, info),
  assignedActivities: (user, args, { loaders }, info) => loaders.activitiesOfUser.load(user, args, info),
  __resolveReference: ({ id }, { references }) => references.of(tables.user, id),
};

/** @throws BAD_USER_INPUT for a status in which nothing waits (docs/api-contract.md#1910-smaller-ones) */
function inboxStatuses(statuses: readonly ActivityStatus[] | null): readonly ActivityStatus[] {
  const closed = statuses?.find((status) => !openStatuses.includes(status));
  if (closed !== undefined) {
    throw badUserInput(
      `"statuses" holds ${closed.toUpperCase()}; expected open ones: ${openStatuses.join(', ').toUpperCase()}`,
    );
  }
  return statuses ?? waitingStatuses;
}
