import { hashOfSecret } from '../../../../platform/identity/client-secret.ts';
import type { UserRole } from '../../../../platform/database/tables.ts';
import type { Recipes } from '../factories.ts';
import { agentRoleAt, documentId } from '../values.ts';

/** What people of each role work in: without it no token of that role is taken. */
const applications: Readonly<Record<UserRole, string[]>> = {
  super_admin: ['manage'],
  admin: ['dashboard'],
  member: ['dashboard'],
  reviewer: ['dm-portal'],
};

export const tenancyRecipes: Recipes<'user' | 'contract' | 'billingEvent' | 'apiClient'> = {
  user: async (users) => {
    users.fill(({ kind = 'human', role = 'member', status, refId, createdAt }) => ({
      kind,
      name: kind === 'human' ? `Person ${refId.slice(-4)}` : `The ${kind}`,
      email: kind === 'human' ? `${refId.toLowerCase()}@example.test` : null,
      role: 'member',
      ...(kind === 'agent' ? {} : { agentRole: null }),
      appAccess: kind === 'human' ? applications[role] : [],
      status: 'active',
      deletedAt: status === 'deactivated' ? createdAt : null,
    }));
    await users.free('agentRole', 'tenantId', agentRoleAt);
  },

  /** Superseded: a tenant has one accepted and one pending contract at most, and `makeTenant` makes the accepted one. */
  contract: (contracts) => {
    contracts.fill(({ status = 'superseded', createdAt, createdById }) => ({
      status,
      templateVersion: 'v1.0',
      pdfRef: documentId(),
      generatedAt: createdAt,
      ...(status === 'accepted'
        ? { acceptedAt: createdAt, acceptedById: createdById, acceptedIp: '203.0.113.7', acceptedUserAgent: 'Test/1.0' }
        : {}),
    }));
  },

  billingEvent: (events) => {
    events.fill(({ refId }) => ({
      eventType: 'subscription.charged',
      razorpayEventId: `evt_${refId}`,
      razorpayEntityId: `sub_${refId}`,
      amountInr: 499_900,
      plan: 'pro',
      payload: { event: 'subscription.charged' },
    }));
  },

  apiClient: async (clients, { makeMany }) => {
    await clients.ownParent('userId', makeMany.user, () => ({ kind: 'service' as const }));
    clients.fill(({ refId }) => ({
      name: `Client ${refId.slice(-4)}`,
      scopes: ['content:read'],
      secretHash: hashOfSecret(refId),
    }));
  },
};
