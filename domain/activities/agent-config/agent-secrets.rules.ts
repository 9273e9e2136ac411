/**
 * The names in an agent's secrets, in alphabetical order.
 * @param plaintext `agent_configs.env_secrets` decrypted: a JSON map of names to values (docs/api-contract.md#i-16)
 * @throws Error when it is no such map; nothing of the text is in the message
 */
export function secretNames(plaintext: string): string[] {
  const secrets = parseJson(plaintext);
  if (typeof secrets !== 'object' || secrets === null || Array.isArray(secrets)) throw notSecrets();
  return Object.keys(secrets).sort();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notSecrets(); // the parser's own words quote what it read
  }
}

function notSecrets(): Error {
  return new Error("an agent's secrets are not what was expected: a JSON map of names to values");
}
