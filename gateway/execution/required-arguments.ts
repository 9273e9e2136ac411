import type { FetchNode, PlanNode, QueryPlan } from '@apollo/query-planner';
import { isObjectType, isInterfaceType, type Subgraphs } from '@apollo/federation-internals';
import { Kind, parse, print, type SelectionSetNode } from 'graphql';
import { badRequest } from '../../platform/errors/graph-error.ts';

/** A field that others require, and the one for which it was met first. */
interface Requirement {
  readonly field: string;
  readonly by: string;
}

/** Refuses a plan that cannot be right. @throws BAD_USER_INPUT */
export type RefuseConflicts = (plan: QueryPlan) => void;

/**
 * Refuses plans in which two fields `@require` one field of an object with different arguments: a representation has room
 * for one value under its name, and the planner takes either of them. The error names both.
 */
export function conflictingRequirements(subgraphs: Subgraphs): RefuseConflicts {
  const requirements = requirementsOf(subgraphs);
  if (requirements.size === 0) return () => undefined;
  return (plan) => {
    const met = new Map<string, Requirement>();
    for (const { path, fetch } of entityFetches(plan)) {
      for (const { type, name } of fieldsOf(fetch)) {
        const by = `${type}.${name}`;
        const required = requirements.get(`${fetch.serviceName} ${by}`);
        if (required === undefined) continue;
        for (const { place, field } of requiredFields(required, `${path} ${type}`)) {
          const other = met.get(place);
          if (other !== undefined && other.field !== field)
            throw badRequest(
              `${other.by} needs ${other.field} and ${by} needs ${field}; expected them in two operations`,
            );
          met.set(place, { field, by });
        }
      }
    }
  };
}

/** Fields that each field requires, by its subgraph and coordinate. */
function requirementsOf(subgraphs: Subgraphs): ReadonlyMap<string, SelectionSetNode> {
  const requirements = new Map<string, SelectionSetNode>();
  for (const subgraph of subgraphs.values()) {
    const directive = subgraph.metadata().requiresDirective();
    for (const type of subgraph.schema.types()) {
      if (!isObjectType(type) && !isInterfaceType(type)) continue;
      for (const field of type.fields()) {
        const fields: unknown = field.appliedDirectivesOf(directive)[0]?.arguments().fields;
        if (typeof fields === 'string') requirements.set(`${subgraph.name} ${field.coordinate}`, parseFields(fields));
      }
    }
  }
  return requirements;
}

function entityFetches(plan: QueryPlan): { readonly path: string; readonly fetch: FetchNode }[] {
  const visit = (node: PlanNode | undefined, path: string): { path: string; fetch: FetchNode }[] => {
    switch (node?.kind) {
      case 'Fetch':
        return node.requires === undefined ? [] : [{ path, fetch: node }];
      case 'Flatten':
        return visit(node.node, [path, ...node.path].join('.'));
      case 'Sequence':
      case 'Parallel':
        return node.nodes.flatMap((child) => visit(child, path));
      default:
        return [];
    }
  };
  return plan.node?.kind === 'Subscription' ? [] : visit(plan.node, '');
}

function fieldsOf({ operation }: FetchNode): { type: string; name: string }[] {
  return parse(operation, { noLocation: true }).definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? fieldsOn(definition.selectionSet) : [],
  );
}

/** `... on Product { price }` under `_entities`. */
function fieldsOn(set: SelectionSetNode | undefined, type: string | null = null): { type: string; name: string }[] {
  return (set?.selections ?? []).flatMap((selection) => {
    if (selection.kind === Kind.FIELD)
      return type === null ? fieldsOn(selection.selectionSet) : [{ type, name: selection.name.value }];
    return selection.kind === Kind.INLINE_FRAGMENT
      ? fieldsOn(selection.selectionSet, selection.typeCondition?.name.value ?? type)
      : [];
  });
}

function parseFields(fields: string): SelectionSetNode {
  const [definition] = parse(`{ ${fields} }`, { noLocation: true }).definitions;
  if (definition?.kind !== Kind.OPERATION_DEFINITION)
    throw new Error(`expected the selection of a @requires, found ${fields}`);
  return definition.selectionSet;
}

function requiredFields(set: SelectionSetNode, within: string): { readonly place: string; readonly field: string }[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FRAGMENT_SPREAD) return [];
    if (selection.kind === Kind.INLINE_FRAGMENT)
      return requiredFields(selection.selectionSet, `${within} ${selection.typeCondition?.name.value ?? ''}`);
    const { selectionSet, ...alone } = selection;
    const place = `${within}.${selection.name.value}`;
    return [{ place, field: print(alone) }, ...(selectionSet === undefined ? [] : requiredFields(selectionSet, place))];
  });
}
