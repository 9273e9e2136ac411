import { DropdownMenu, pick, useGraphiQL, useGraphiQLActions } from '@graphiql/react';
import type { Example } from './explorer-config.ts';
import { ChevronIcon } from './icons.tsx';
import { variablesText } from './opening-tab.ts';

export interface ExampleMenuProps {
  readonly examples: readonly Example[];
  /** Told the label of the persona that a chosen example asks for. */
  readonly onPersona: (label: string) => void;
}

/** Fills the editors with an operation that is ready to run; what the user wrote stays, in a tab of its own. */
export function ExampleMenu({ examples, onPersona }: ExampleMenuProps) {
  const { addTab } = useGraphiQLActions();
  const { queryEditor, variableEditor, responseEditor } = useGraphiQL(
    pick('queryEditor', 'variableEditor', 'responseEditor'),
  );

  function open(example: Example): void {
    const present = queryEditor?.getValue().trim() ?? '';
    if (present !== '' && !examples.some(({ query }) => query.trim() === present)) addTab();
    queryEditor?.setValue(example.query);
    variableEditor?.setValue(variablesText(example));
    responseEditor?.setValue('');
    if (example.persona !== undefined) onPersona(example.persona);
  }

  return (
    <DropdownMenu>
      <DropdownMenu.Button className="bar-button" data-testid="example-menu" disabled={queryEditor === undefined}>
        Examples <ChevronIcon />
      </DropdownMenu.Button>
      <DropdownMenu.Content className="example-list" sideOffset={6}>
        {examples.map((example) => (
          <DropdownMenu.Item
            key={example.name}
            className="example"
            data-testid={`example-${example.name}`}
            onSelect={() => open(example)}
          >
            <span className="example-name">{example.name}</span>
            {example.persona !== undefined && <span className="example-persona">{example.persona}</span>}
            <span className="example-description">{example.description}</span>
          </DropdownMenu.Item>
        ))}
      </DropdownMenu.Content>
    </DropdownMenu>
  );
}
