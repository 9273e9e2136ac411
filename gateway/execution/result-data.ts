import type { IsOfType } from './type-conditions.ts';

/** An object of an answer, as subgraphs send it: keys are response names. */
export type DataObject = Record<string, unknown>;

/** True for an object that is no list. */
export function isObject(value: unknown): value is DataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Adds what a subgraph answered to what is there already: objects merge, lists merge item by item, a null gives way. A key
 * that would reach the prototype is left out: a hostile subgraph may send it, nobody may be hurt by it.
 */
export function mergeInto(target: DataObject, source: DataObject, isOfType: IsOfType): void {
  for (const key of Object.keys(source)) {
    if (key === '__proto__') continue;
    const existing = Object.hasOwn(target, key) ? target[key] : undefined;
    // A subgraph that has an interface as an object type tells that type: what another one knows better stays.
    if (key === '__typename' && isWider(source[key], existing, isOfType)) continue;
    target[key] = merged(existing, source[key], isOfType);
  }
}

function isWider(incoming: unknown, existing: unknown, isOfType: IsOfType): boolean {
  return typeof existing === 'string' && typeof incoming === 'string' && isOfType(existing, incoming);
}

function merged(existing: unknown, incoming: unknown, isOfType: IsOfType): unknown {
  if (existing === undefined || existing === null || incoming === undefined) return incoming ?? existing;
  if (isObject(existing) && isObject(incoming)) {
    mergeInto(existing, incoming, isOfType);
    return existing;
  }
  if (Array.isArray(existing) && Array.isArray(incoming)) {
    return incoming.map((item: unknown, index) => merged(existing[index], item, isOfType));
  }
  return incoming ?? existing;
}
