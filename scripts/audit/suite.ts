import { z } from 'zod';

const cases = z.array(
  z.object({
    query: z.string(),
    expected: z.object({ data: z.unknown().optional(), errors: z.boolean().optional() }),
  }),
);

/** A query of the audit and the answer that it expects. */
export type Case = z.infer<typeof cases>[number];

/** Some cases over one supergraph, which the audit composes from its own subgraphs. */
export interface Suite {
  readonly id: string;
  readonly supergraphSdl: string;
  readonly subgraphs: readonly { readonly name: string; readonly url: string }[];
  readonly cases: readonly Case[];
}

/** The names of all suites. @param url of the audit's server */
export async function readSuiteIds(url: string): Promise<readonly string[]> {
  return z.array(z.string()).parse(await json(`${url}/ids`));
}

/** One suite. @throws Error when the audit does not answer, ZodError when it answers something else */
export async function readSuite(url: string, id: string): Promise<Suite> {
  return {
    id,
    supergraphSdl: await (await answered(`${url}/${id}/supergraph`)).text(),
    subgraphs: z.array(z.object({ name: z.string(), url: z.url() })).parse(await json(`${url}/${id}/subgraphs`)),
    cases: cases.parse(await json(`${url}/${id}/tests`)),
  };
}

async function json(url: string): Promise<unknown> {
  return (await answered(url)).json();
}

async function answered(url: string): Promise<Response> {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url} answered HTTP ${response.status}, expected 200`);
  return response;
}
