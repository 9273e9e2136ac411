import type { Rights } from './line.ts';

/** Tenant, users, contract and billing. */
export const tenancy: Rights = {
  rootFields: [
    //                                                            SA AD ME RV AG SV PA AN
    ['node(id: $tenant) { id }', /*                           */ 'R R R R R R R R'],
    ['nodes(ids: [$tenant]) { id }', /*                       */ 'R R R R R R R R'],
    ['viewer { contractAcceptanceRequired }', /*              */ 'R R R R R R R R'],
    ['tenant(id: $tenant) { id }', /*                         */ 'R R R R R R R R'],
    ['tenants { totalCount }', /*                             */ 'R - - - - - - -'],
    ['user(id: $user) { id }', /*                             */ 'R R R R - - - R'],
    ['users { totalCount }', /*                               */ 'R R R R - - - R'],
    ['contract(id: $contract) { id }', /*                     */ 'R R R - - - - -'],
    ['contracts { totalCount }', /*                           */ 'R R R - - - - -'],
    ['billingEvent(id: $billingEvent) { id }', /*             */ 'R R - - - R - R'],
    ['billingEvents { totalCount }', /*                       */ 'R R - - - R - R'],
    ['apiClients { totalCount }', /*                          */ 'R R - - - - - -'],
  ],
  restrictedFields: [
    ['viewer / tenant / monthlySpendCap { amount }', /*       */ 'R R R R - R - R'],
    ['viewer / tenant / currentMonthSpend { amount }', /*     */ 'R R R R - R - R'],
    ['viewer / tenant / spendRemaining { amount }', /*        */ 'R R R R - R - R'],
    ['viewer / tenant / spendCapReached', /*                  */ 'R R R R - R - R'],
    ['viewer / tenant / users { totalCount }', /*             */ 'R R R R - - - R'],
    ['viewer / tenant / contract { id }', /*                  */ 'R R R - - - - -'],
    ['viewer / tenant / contracts { totalCount }', /*         */ 'R R R - - - - -'],
    ['viewer / tenant / billing { __typename }', /*           */ 'R R - - - - - R'],
    ['viewer / tenant / billing / lastEvent { id }', /*       */ 'R R . . . . . R'],
    ['viewer / tenant / billing / razorpayCustomerId', /*     */ 'R - . . . . . -'],
    ['viewer / tenant / billing / razorpaySubscriptionId', /* */ 'R - . . . . . -'],
    ['viewer / tenant / billingEvents { totalCount }', /*     */ 'R R - - - R - R'],
    ['user(id: $user) / email', /*                            */ 'R R R - . . . -'],
    ['goal(id: $goal) / createdBy / email', /*                */ 'R R R - . . personal -'],
    ['contract(id: $contract) / acceptedBy { id }', /*        */ 'R R R . . . . .'],
    ['contract(id: $contract) / acceptedIp', /*               */ 'R R - . . . . .'],
    ['contract(id: $contract) / acceptedUserAgent', /*        */ 'R R - . . . . .'],
    ['billingEvent(id: $billingEvent) / payload', /*          */ 'R - . . . R . -'],
    ['billingEvent(id: $billingEvent) / razorpayEntityId', /* */ 'R - . . . R . -'],
  ],
};
