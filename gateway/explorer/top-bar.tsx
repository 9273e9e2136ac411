import { createPortal } from 'react-dom';
import { ExampleMenu } from './example-menu.tsx';
import { ExplainToggle } from './explain-toggle.tsx';
import type { ExplorerConfig } from './explorer-config.ts';
import { ExternalIcon, GraphIcon } from './icons.tsx';
import { PersonaPicker } from './persona-picker.tsx';
import { RunButton } from './run-button.tsx';
import { TenantBox } from './tenant-box.tsx';
import type { Access } from './use-access.ts';
import type { SignedIn } from './use-session.ts';

export interface TopBarProps {
  /** Where the bar is shown. It is part of GraphiQL's tree, to act on the editors, but stands above it on the page. */
  readonly container: HTMLElement;
  readonly config: ExplorerConfig;
  readonly access: Access;
  readonly signedIn: SignedIn | null;
  readonly explain: boolean;
  readonly onExplain: (on: boolean) => void;
  readonly tenant: string;
  readonly onTenant: (tenant: string) => void;
}

/** Who asks, what is asked, and how: read from left to right it is the order of use. */
export function TopBar({ container, config, access, signedIn, explain, onExplain, tenant, onTenant }: TopBarProps) {
  return createPortal(
    <div className="top-bar">
      <h1 className="brand">
        <GraphIcon /> LeadMetrics <span>graph</span>
      </h1>
      <PersonaPicker personas={config.personas} access={access} signedIn={signedIn} />
      {access.mayNameTenant && <TenantBox personas={config.personas} tenant={tenant} onTenant={onTenant} />}
      {config.examples.length > 0 && <ExampleMenu examples={config.examples} onPersona={access.pick} />}
      <RunButton />
      <div className="top-bar-end">
        <ExplainToggle on={explain} onChange={onExplain} />
        {config.sandboxUrl !== null && (
          <a className="bar-link" href={config.sandboxUrl} target="_blank" rel="noreferrer">
            <span>Apollo</span> Sandbox <ExternalIcon />
          </a>
        )}
      </div>
    </div>,
    container,
  );
}
