import type { Rights } from './line.ts';

/**
 * Leads: no free text and no address of a person for analysts (docs/api-contract.md#1910-smaller-ones), nor for partners without
 * `personal:read`.
 */
export const crm: Rights = {
  rootFields: [
    //                                                            SA AD ME RV AG SV PA AN
    ['lead(id: $Lead) { id }', /*                             */ 'R R R O R R leads R'],
    ['leads { totalCount }', /*                               */ 'R R R O R R leads R'],
    ['leadActivity(id: $LeadActivity) { id }', /*             */ 'R R R O R R leads R'],
  ],
  restrictedFields: [
    ['viewer / tenant / leads { totalCount }', /*             */ 'R R R O R R leads R'],
    ['viewer / tenant / leadFunnel { total }', /*             */ 'R R R O R R leads R'],
    ['viewer / tenant / leadBreakdown(createdAt: $range, groupBy: []) { count }', 'R R R O R R leads R'],
    ['viewer / user / assignedLeads { pageInfo { hasNextPage } }', 'R R R O R R . R'],
    ['goal(id: $goal) / createdBy / assignedLeads { nodes { id } }', 'R R R O . . leads R'],
    ['channel(id: $channel) / leads { totalCount }', /*       */ 'R R R O R R leads R'],
    ['adCampaign(id: $campaign) / leads { totalCount }', /*   */ 'R R R O R R leads R'],
    ['adCampaign(id: $campaign) / leadFunnel { total }', /*   */ 'R R R O R R leads R'],
    ['lead(id: $Lead) / firstName', /*                        */ 'R R R O R R personal R'],
    ['lead(id: $Lead) / lastName', /*                         */ 'R R R O R R personal R'],
    ['lead(id: $Lead) / fullName', /*                         */ 'R R R O R R personal R'],
    ['lead(id: $Lead) / jobTitle', /*                         */ 'R R R O R R personal R'],
    ['lead(id: $Lead) / email', /*                            */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / phone', /*                            */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / message', /*                          */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / notes', /*                            */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / sourceUrl', /*                        */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / disqualificationReason', /*           */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / enrichment / linkedinUrl', /*         */ 'R R R O R R personal -'],
    ['lead(id: $Lead) / enrichment / industry', /*            */ 'R R R O R R R R'],
    ['lead(id: $Lead) / company', /*                          */ 'R R R O R R R R'],
    ['lead(id: $Lead) / assignedTo { id }', /*                */ 'R R R O - - R R'],
    ['lead(id: $Lead) / timeline { totalCount }', /*          */ 'R R R O R R R R'],
    ['leadActivity(id: $LeadActivity) / lead { id }', /*      */ 'R R R O R R R R'],
    ['leadActivity(id: $LeadActivity) / description', /*      */ 'R R R O R R personal -'],
    ['leadActivity(id: $LeadActivity) / emailSubject', /*     */ 'R R R O R R personal -'],
    ['leadActivity(id: $LeadActivity) / metadata', /*         */ 'R R R O R R personal -'],
    ['leadActivity(id: $LeadActivity) / actor { __typename }', 'R R R O - - R R'],
  ],
};
