import type { Rights } from './line.ts';

/** Onboarding, strategies, goals, deliverables and their periods. */
export const strategy: Rights = {
  rootFields: [
    //                                                            SA AD ME RV AG SV PA AN
    ['onboardingRun(id: $OnboardingRun) { id }', /*           */ 'R R R O O - - R'],
    ['onboardingRuns { totalCount }', /*                      */ 'R R R O O - - R'],
    ['strategy(id: $strategy) { id }', /*                     */ 'R R R R R R R R'],
    ['strategies { totalCount }', /*                          */ 'R R R R R R R R'],
    ['goal(id: $goal) { id }', /*                             */ 'R R R R R R R R'],
    ['goals { totalCount }', /*                               */ 'R R R R R R R R'],
    ['deliverable(id: $deliverable) { id }', /*               */ 'R R R R R R R R'],
    ['deliverables { totalCount }', /*                        */ 'R R R R R R R R'],
    ['deliverablePeriod(id: $deliverablePeriod) { id }', /*   */ 'R R R R R R R R'],
    ['deliverablePeriods { totalCount }', /*                  */ 'R R R R R R R R'],
  ],
  restrictedFields: [
    ['viewer / tenant / currentOnboarding { id }', /*         */ 'R R R O O - - R'],
    ['viewer / tenant / onboardingRuns { totalCount }', /*    */ 'R R R O O - - R'],
    ['onboardingRun(id: $OnboardingRun) / reviewedBy { id }', 'R R R O - . . R'],
    ['strategy(id: $strategy) / approvedBy { id }', /*        */ 'R R R R - - R R'],
    ['goal(id: $goal) / createdBy { id }', /*                 */ 'R R R R - - R R'],
    ['deliverable(id: $deliverable) / template { id }', /*    */ 'R R R R R R - R'],
  ],
};
