import { z } from 'zod';

/** One placeholder of a recurring task's prompt, with the tenant's value; null until it is filled in. */
export interface TemplateVariable {
  readonly key: string;
  readonly label: string;
  readonly type: string;
  readonly required: boolean;
  readonly value: unknown;
}

/**
 * `recurring_task_templates.variables` and `variable_values`: jsonb, which may hold more than is known here
 * (docs/api-contract.md#i-19).
 */
export interface VariableFacts {
  readonly variables: unknown;
  /** Null on global templates. */
  readonly variableValues: unknown;
}

/** A task's words beside its variables. */
export interface PromptFacts extends VariableFacts {
  readonly promptTemplate: string | null;
}

const definition = z.object({
  key: z.string(),
  label: z.string().nullable().catch(null),
  type: z.string().catch('string'),
  required: z.boolean().catch(false),
});

const valuesByKey = z.record(z.string(), z.unknown()).catch({});

/** The variables in their order, each with its value. An entry without a key is none; one without a label is asked for by its key. */
export function variablesOf({ variables, variableValues }: VariableFacts): TemplateVariable[] {
  if (!Array.isArray(variables)) return [];
  const values = new Map(Object.entries(valuesByKey.parse(variableValues)));
  return variables.flatMap((entry: unknown) => {
    const read = definition.safeParse(entry);
    if (!read.success) return [];
    const { key, label, type, required } = read.data;
    return [{ key, label: label ?? key, type, required, value: values.get(key) ?? null }];
  });
}

/** Keys of the required variables without a value, in the order of the variables; JSON's null is none, an empty text is one. */
export function missingVariables(facts: VariableFacts): string[] {
  return variablesOf(facts)
    .filter(({ required, value }) => required && value === null)
    .map(({ key }) => key);
}

/**
 * The prompt with the values in the place of `{{key}}`; a variable that may be left out and is leaves nothing, a word that
 * names no variable stays. Null without a template and while a required value is missing.
 */
export function renderedPrompt(facts: PromptFacts): string | null {
  if (facts.promptTemplate === null || missingVariables(facts).length > 0) return null;
  const values = new Map(variablesOf(facts).map(({ key, value }) => [key, value]));
  return facts.promptTemplate.replace(/\{\{([^{}]*)\}\}/g, (placeholder, word: string) => {
    const key = word.trim();
    return values.has(key) ? inText(values.get(key)) : placeholder;
  });
}

function inText(value: unknown): string {
  if (value === null) return '';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
