import { Identities } from './identities.ts';

/** Kinds that work points at before their own tables are made. */
export const channelIds = new Identities('channels');
export const blogRequestIds = new Identities('blog requests');
export const socialRequestIds = new Identities('social media requests');
export const backlinkIds = new Identities('backlinks');
export const campaignIds = new Identities('ad campaigns');
