import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObject, type DataObject } from './result-data.ts';
import type { IsOfType } from './type-conditions.ts';

/** An entity in the answer so far, with its place, for errors. */
export interface PlacedEntity {
  readonly data: DataObject;
  readonly path: readonly (string | number)[];
}

/** The objects at a plan's path, `@` standing for every item of a list; what is null on the way is left out. */
export function entitiesAt(root: DataObject, path: readonly string[]): PlacedEntity[] {
  const found: PlacedEntity[] = [];
  collect(root, path, 0, [], found);
  return found;
}

function collect(
  value: unknown,
  path: readonly string[],
  depth: number,
  place: readonly (string | number)[],
  into: PlacedEntity[],
): void {
  if (Array.isArray(value)) {
    const next = path[depth] === '@' ? depth + 1 : depth;
    value.forEach((item: unknown, index) => {
      collect(item, path, next, [...place, index], into);
    });
    return;
  }
  if (!isObject(value)) return;
  const key = path[depth];
  if (key === undefined) into.push({ data: value, path: place });
  else collect(value[key], path, depth + 1, [...place, key], into);
}

/** Takes from an entity what the next subgraph needs to know it by; null when the entity is not of a type asked for. */
export type MakeRepresentation = (entity: DataObject) => DataObject | null;

/** Compiles a fetch's `requires`. */
export function representationMaker(
  requires: readonly QueryPlanSelectionNode[],
  isOfType: IsOfType,
): MakeRepresentation {
  const select = selector(requires, isOfType);
  return (entity) => {
    const representation: DataObject = {};
    return select(entity, representation) && typeof representation['__typename'] === 'string' ? representation : null;
  };
}

/** Copies selected fields from one object to another; false when one that is needed is missing. */
type Select = (from: DataObject, to: DataObject) => boolean;

function selector(selections: readonly QueryPlanSelectionNode[], isOfType: IsOfType): Select {
  const steps = selections.map((selection): Select => {
    if (selection.kind === 'InlineFragment') {
      const inner = selector(selection.selections, isOfType);
      const condition = selection.typeCondition;
      return (from, to) => {
        const typeName = from['__typename'];
        if (condition !== undefined && !(typeof typeName === 'string' && isOfType(typeName, condition))) return true;
        return inner(from, to);
      };
    }
    const name = selection.alias ?? selection.name;
    const inner = selection.selections === undefined ? null : selector(selection.selections, isOfType);
    return (from, to) => {
      // Its own subgraph failed to answer it, and has said so: the entity cannot be asked for.
      if (from[name] === undefined) return false;
      to[name] = inner === null ? from[name] : copied(from[name], inner);
      return true;
    };
  });
  return (from, to) => steps.every((step) => step(from, to));
}

function copied(value: unknown, select: Select): unknown {
  if (Array.isArray(value)) return value.map((item) => copied(item, select));
  if (!isObject(value)) return value;
  const copy: DataObject = {};
  return select(value, copy) ? copy : null;
}
