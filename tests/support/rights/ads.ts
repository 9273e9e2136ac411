import type { Rights } from './line.ts';

/** Campaigns, what was searched for and what agents recommend. */
export const ads: Rights = {
  rootFields: [
    //                                                            SA AD ME RV AG SV PA AN
    ['adCampaign(id: $campaign) { id }', /*                   */ 'R R R R R R R R'],
    ['adCampaigns { totalCount }', /*                         */ 'R R R R R R R R'],
    ['adKeyword(id: $keyword) { id }', /*                     */ 'R R R R R R R R'],
    ['adKeywords { totalCount }', /*                          */ 'R R R R R R R R'],
    ['searchTermReport(id: $searchTerm) { id }', /*           */ 'R R R R R R R R'],
    ['searchTermReports { totalCount }', /*                   */ 'R R R R R R R R'],
    ['searchTermClassification(id: $Classification) { id }', 'R R R R R R R R'],
    ['searchTermClassifications { totalCount }', /*           */ 'R R R R R R R R'],
    ['adRecommendation(id: $Recommendation) { id }', /*       */ 'R R R R R R R R'],
    ['adRecommendations { totalCount }', /*                   */ 'R R R R R R R R'],
  ],
  restrictedFields: [
    ['viewer / tenant / adTotals { currency }', /*            */ 'R R R R R R R R'],
    ['searchTermClassification(id: $Classification) / activity { id }', 'R R R O O R activities R'],
    ['searchTermClassification(id: $Classification) / reviewedBy { id }', 'R R R R - - R R'],
    ['adRecommendation(id: $Recommendation) / activity { id }', 'R R R O O R activities R'],
    ['adRecommendation(id: $Recommendation) / reviewedBy { id }', 'R R R R - - R R'],
  ],
};
