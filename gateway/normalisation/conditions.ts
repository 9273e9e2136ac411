import { Kind, visit, type DirectiveNode, type DocumentNode, type ValueNode } from 'graphql';
import { badRequest } from '../../platform/errors/graph-error.ts';

/** Variables after coercion: defaults applied, absent where neither the client nor a default gave a value. */
export type CoercedVariables = Readonly<Record<string, unknown>>;

const conditionsByDocument = new WeakMap<DocumentNode, readonly string[]>();

/** One text for all requests of a document whose `@skip` and `@include` are decided alike: they share a plan. */
export function decisionsOf(document: DocumentNode, variables: CoercedVariables): string {
  return conditionsOf(document)
    .map((name) => (variables[name] === true ? '1' : variables[name] === false ? '0' : '-'))
    .join('');
}

/** The variables that `@skip` and `@include` of a document ask for, each once. */
export function conditionsOf(document: DocumentNode): readonly string[] {
  let names = conditionsByDocument.get(document);
  if (names === undefined) conditionsByDocument.set(document, (names = conditionVariables(document)));
  return names;
}

/**
 * Whether directives select what carries them, `@skip` asked first (GraphQL spec, CollectFields).
 * @throws BAD_USER_INPUT for a variable that is null: validation lets a nullable one with a default stand here
 */
export function isSelected(directives: readonly DirectiveNode[], variables: CoercedVariables): boolean {
  return decided('skip', directives, variables) !== true && decided('include', directives, variables) !== false;
}

function decided(name: 'skip' | 'include', directives: readonly DirectiveNode[], variables: CoercedVariables): unknown {
  const condition = conditionOf(directives.find((directive) => directive.name.value === name));
  if (condition?.kind === Kind.BOOLEAN) return condition.value;
  if (condition?.kind !== Kind.VARIABLE) return undefined;
  const variable = condition.name.value;
  if (typeof variables[variable] !== 'boolean')
    throw badRequest(`variable "$${variable}" is null; expected true or false, as @${name} takes`);
  return variables[variable];
}

function conditionOf(directive: DirectiveNode | undefined): ValueNode | undefined {
  return directive?.arguments?.find(({ name }) => name.value === 'if')?.value;
}

function conditionVariables(document: DocumentNode): readonly string[] {
  const names = new Set<string>();
  visit(document, {
    Directive: (directive) => {
      const condition = conditionOf(directive);
      if (condition?.kind === Kind.VARIABLE) names.add(condition.name.value);
    },
  });
  return [...names];
}
