import type { Recipes } from '../factories.ts';
import { agentRoleAt } from '../values.ts';

export const seoAndCrmRecipes: Recipes<'backlink' | 'lead' | 'leadActivity'> = {
  backlink: (backlinks) => {
    backlinks.fill(({ refId }) => ({
      linkingUrl: `https://blog.example.net/${refId}`,
      linkedUrl: 'https://www.example.com/',
    }));
  },

  lead: (leads) => {
    leads.fill(({ refId }, index) => ({
      source: 'manual',
      firstName: 'Lead',
      lastName: `Number ${index + 1}`,
      email: `${refId.toLowerCase()}@lead.example.test`,
    }));
  },

  leadActivity: async (activities, { make }) => {
    await activities.parent('leadId', make.lead);
    activities.fill(({ actorType = 'human', createdById }) => ({
      type: 'note',
      description: 'Called back',
      actorType,
      actorUserId: actorType === 'human' ? createdById : null,
      actorAgentRole: actorType === 'agent' ? agentRoleAt(0) : null,
    }));
  },
};
