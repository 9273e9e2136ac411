/** An object of an answer, as subgraphs send it: keys are response names. */
export type DataObject = Record<string, unknown>;

/** Keys that would reach an object's prototype; a hostile subgraph may send them, nobody may be hurt by them. */
const prototypeKeys: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** True for an object that is no list. */
export function isObject(value: unknown): value is DataObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Adds what a subgraph answered to what is there already: objects merge, lists merge item by item, a null gives way. */
export function mergeInto(target: DataObject, source: DataObject): void {
  for (const key of Object.keys(source)) {
    if (prototypeKeys.has(key)) continue;
    target[key] = merged(target[key], source[key]);
  }
}

function merged(existing: unknown, incoming: unknown): unknown {
  if (existing === undefined || existing === null || incoming === undefined) return incoming ?? existing;
  if (isObject(existing) && isObject(incoming)) {
    mergeInto(existing, incoming);
    return existing;
  }
  if (Array.isArray(existing) && Array.isArray(incoming)) {
    return incoming.map((item: unknown, index) => merged(existing[index], item));
  }
  return incoming ?? existing;
}
