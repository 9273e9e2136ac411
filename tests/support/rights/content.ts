import type { Rights } from './line.ts';

/** Channels, requests for content and posts. */
export const content: Rights = {
  rootFields: [
    //                                                            SA AD ME RV AG SV PA AN
    ['channel(id: $Channel) { id }', /*                       */ 'R R R R R R R R'],
    ['channels { totalCount }', /*                            */ 'R R R R R R R R'],
    ['channelScores(channelId: $channel) { totalCount }', /*  */ 'R R R R R R R R'],
    ['blogRequest(id: $BlogRequest) { id }', /*               */ 'R R R R R R content R'],
    ['blogRequests { totalCount }', /*                        */ 'R R R R R R content R'],
    ['blogPost(id: $blogPost) { id }', /*                     */ 'R R R R R R content R'],
    ['blogPosts { totalCount }', /*                           */ 'R R R R R R content R'],
    ['socialMediaRequest(id: $SocialMediaRequest) { id }', /* */ 'R R R R R R content R'],
    ['socialMediaRequests { totalCount }', /*                 */ 'R R R R R R content R'],
    ['socialPost(id: $socialPost) { id }', /*                 */ 'R R R R R R content R'],
    ['socialPosts { totalCount }', /*                         */ 'R R R R R R content R'],
  ],
  restrictedFields: [
    ['viewer / tenant / blogRequests { totalCount }', /*      */ 'R R R R R R content R'],
    ['viewer / tenant / blogPosts { totalCount }', /*         */ 'R R R R R R content R'],
    ['viewer / tenant / socialMediaRequests { totalCount }', 'R R R R R R content R'],
    ['viewer / tenant / socialPosts { totalCount }', /*       */ 'R R R R R R content R'],
    ['viewer / tenant / contentCalendar(range: $days) { date }', 'R R R R R R content R'],
    ['channel(id: $channel) / blogPosts { totalCount }', /*   */ 'R R R R R R content R'],
    ['channel(id: $channel) / socialPosts { totalCount }', /* */ 'R R R R R R content R'],
    ['deliverable(id: $deliverable) / blogRequests { totalCount }', 'R R R R R R content R'],
    ['deliverable(id: $deliverable) / socialMediaRequests { totalCount }', 'R R R R R R content R'],
    ['deliverablePeriod(id: $deliverablePeriod) / blogRequests { totalCount }', 'R R R R R R content R'],
    ['deliverablePeriod(id: $deliverablePeriod) / socialMediaRequests { totalCount }', 'R R R R R R content R'],
    ['activity(id: $Activity) / blogRequest { id }', /*       */ 'R R R O O R content R'],
    ['activity(id: $Activity) / socialMediaRequest { id }', /**/ 'R R R O O R content R'],
    ['blogRequest(id: $BlogRequest) / approvalActivity { id }', 'R R R O O R activities R'],
    ['blogRequest(id: $BlogRequest) / requestedBy { __typename }', 'R R R R - - R R'],
    ['socialMediaRequest(id: $SocialMediaRequest) / approvalActivity { id }', 'R R R O O R activities R'],
    ['socialMediaRequest(id: $SocialMediaRequest) / requestedBy { __typename }', 'R R R R - - R R'],
  ],
};
