import type { Rights } from './line.ts';

/** Backlinks and their checks. */
export const seo: Rights = {
  rootFields: [
    //                                                            SA AD ME RV AG SV PA AN
    ['backlink(id: $Backlink) { id }', /*                     */ 'R R R R R R R R'],
    ['backlinks { totalCount }', /*                           */ 'R R R R R R R R'],
  ],
  restrictedFields: [
    ['backlink(id: $Backlink) / notes', /*                    */ 'R R R R R R R R'],
    ['backlink(id: $Backlink) / activity { id }', /*          */ 'R R R O O R activities R'],
    ['backlink(id: $Backlink) / lastCheck / raw', /*          */ 'R R - - - - - R'],
  ],
};
