import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'graphql';
import { readSupergraph } from '../gateway/supergraph.ts';
import { projectPath } from '../platform/config/paths.ts';
import { graphDocument } from './graph/document.ts';
import { entitiesOf } from './graph/entities.ts';

/** Two subgraphs as composition writes them: plans are the first one's, posts the second's. */
const small = parse(`
  type Plan @join__type(graph: FIRST, key: "id") @join__type(graph: SECOND, key: "id", extension: true) {
    id: ID!
    tenant: Plan @join__field(graph: FIRST)
    before: Plan @join__field(graph: FIRST)
    posts: [Post!]! @join__field(graph: SECOND)
  }
  type Post @join__type(graph: FIRST, key: "id", resolvable: false) @join__type(graph: SECOND, key: "id") {
    id: ID!
    plans: [Plan!]! @join__field(graph: SECOND)
    subject: Subject @join__field(graph: SECOND)
    words: Words @join__field(graph: SECOND)
  }
  type Words @join__type(graph: SECOND) { plan: Plan }
  union Subject @join__type(graph: SECOND) = Plan | Words | Post
`);

describe('the picture of the graph', () => {
  it('in docs/graph.md is that of the committed supergraph', () => {
    expect(readFileSync(projectPath('docs', 'graph.md'), 'utf8')).toBe(graphDocument(parse(readSupergraph())));
  });

  it('shows each entity with its owner, what its own fields refer to and what others add', () => {
    expect(entitiesOf(small)).toEqual([
      {
        name: 'Plan',
        owner: 'first',
        references: [{ field: 'before', to: 'Plan' }],
        contributions: [{ subgraph: 'second', fields: ['posts'] }],
      },
      {
        name: 'Post',
        owner: 'second',
        references: [
          { field: 'plans', to: 'Plan' },
          { field: 'subject', to: 'Plan' },
          { field: 'subject', to: 'Post' },
        ],
        contributions: [],
      },
    ]);
  });

  it('draws one arrow for all references between two entities', () => {
    expect(graphDocument(small).split('## second\n\n')[1]).toBe(
      [
        '```mermaid',
        'flowchart LR',
        '  subgraph second',
        '    Post',
        '  end',
        '  Plan(["Plan<br/><i>first</i>"])',
        '  Post -- plans, subject --> Plan',
        '  Post -- subject --> Post',
        '```',
        '',
      ].join('\n'),
    );
  });
});
