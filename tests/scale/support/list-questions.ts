import {
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLSchema,
} from 'graphql';

/** A connection of the graph asked with one filter, one order, or both. */
export interface ListQuestion {
  /** `Goal.activities filter status [CREATED] order CREATED_AT ASC`: the test's name. */
  readonly name: string;
  /** The type that has the list. */
  readonly parent: string;
  readonly field: string;
  /** Arguments that name a row and must be given. */
  readonly required: readonly string[];
  readonly filter: Readonly<Record<string, unknown>>;
  readonly orderBy: Readonly<Record<string, string>> | null;
  readonly filterType: string | null;
  readonly orderType: string | null;
}

/** Values that a filter's field is tried with: each is one question. */
export type Samples = (field: string, type: string) => readonly unknown[];

/** Every connection of the schema, plain, with each field of its filter and each order, and with both at once. */
export function listQuestions(schema: GraphQLSchema, samples: Samples): ListQuestion[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    return Object.values(type.getFields())
      .filter((field) => getNamedType(field.type).name.endsWith('Connection'))
      .flatMap((field) => questionsOf(type.name, field, samples));
  });
}

function questionsOf(parent: string, field: GraphQLField<unknown, unknown>, samples: Samples): ListQuestion[] {
  const [filterArgument, orderArgument] = ['filter', 'orderBy'].map((name) =>
    field.args.find((one) => one.name === name),
  );
  const filter = filterArgument && getNamedType(filterArgument.type);
  const orderType = orderArgument && getNamedType(orderArgument.type);
  const orders = isInputObjectType(orderType) ? ordersOf(orderType.getFields()['field']) : [];
  const given = isInputObjectType(filter) ? Object.values(filter.getFields()) : [];
  const required = given.filter((one) => isNonNullType(one.type));
  const base = Object.fromEntries(required.map((one) => [one.name, samplesOf(one, samples)[0]]));
  const ask = (name: string, asked: Record<string, unknown>, orderBy: ListQuestion['orderBy']): ListQuestion => ({
    name: `${parent}.${field.name}${name}`,
    parent,
    field: field.name,
    required: field.args
      .filter(({ type }) => isNonNullType(type) && getNamedType(type).name === 'ID')
      .map(({ name: one }) => one),
    filter: { ...base, ...asked },
    orderBy,
    filterType: filterArgument === undefined ? null : String(filterArgument.type),
    orderType: orderArgument === undefined ? null : String(orderArgument.type),
  });
  const filtered = given.flatMap((one) =>
    samplesOf(one, samples).map((value) => ({
      name: ` ${one.name} ${JSON.stringify(value)}`,
      asked: { [one.name]: value },
    })),
  );
  const firstOfEach = given.map((one) => ({ name: ` ${one.name}`, asked: { [one.name]: samplesOf(one, samples)[0] } }));
  return [
    ask('', {}, null),
    ...filtered.map(({ name, asked }) => ask(name, asked, null)),
    ...orders.flatMap((orderBy) => {
      const words = ` by ${orderBy['field']} ${orderBy['direction']}`;
      return [ask(words, {}, orderBy), ...firstOfEach.map(({ name, asked }) => ask(`${name}${words}`, asked, orderBy))];
    }),
  ];
}

function ordersOf(field: GraphQLInputField | undefined): Readonly<Record<string, string>>[] {
  const type = field === undefined ? undefined : getNamedType(field.type);
  if (!isEnumType(type)) return [];
  return type.getValues().flatMap(({ name }) => ['ASC', 'DESC'].map((direction) => ({ field: name, direction })));
}

/** Of an enum the first value, the last, and three at once; of what else there is what the caller knows. */
function samplesOf(field: GraphQLInputField, samples: Samples): readonly unknown[] {
  const type = getNamedType(field.type);
  if (isEnumType(type)) {
    const values = type.getValues().map(({ name }) => name);
    const isList = isListType(isNonNullType(field.type) ? field.type.ofType : field.type);
    if (!isList) return values;
    return [values.slice(0, 1), values.slice(-1), values.slice(0, 3)];
  }
  if (type.name === 'Boolean') return [true, false];
  const known = samples(field.name, type.name);
  if (known.length === 0) throw new Error(`expected a sample for the filter ${field.name}: ${type.name}`);
  return known;
}
