/**
 * The text a string or template literal writes down, with every `${…}` of a template replaced by the name `_`, so that
 * a pattern sees one whole statement; undefined for any other node.
 *
 * @param {import('estree').Node} node
 * @returns {string | undefined}
 */
export function literalText(node) {
  if (node.type === 'Literal') return typeof node.value === 'string' ? node.value : undefined;
  if (node.type === 'TemplateLiteral') return node.quasis.map(({ value }) => value.cooked ?? value.raw).join('_');
  return undefined;
}

/**
 * The name a property is reached by (`x.name`, `x['name']`), or undefined where it is computed.
 *
 * @param {import('estree').Node} node
 * @returns {string | undefined}
 */
export function memberName(node) {
  if (node.type !== 'MemberExpression') return undefined;
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : undefined;
  return literalText(node.property);
}

/**
 * The object literal's property of that name, or undefined.
 *
 * @param {import('estree').ObjectExpression} object
 * @param {string} name
 * @returns {import('estree').Property | undefined}
 */
export function propertyNamed(object, name) {
  return object.properties.find(
    /** @returns {property is import('estree').Property} */
    (property) =>
      property.type === 'Property' &&
      (property.key.type === 'Identifier' ? property.key.name : literalText(property.key)) === name,
  );
}
