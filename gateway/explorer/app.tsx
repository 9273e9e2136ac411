import { GraphiQL, HISTORY_PLUGIN } from 'graphiql';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Answer } from './answer.ts';
import { registeredIds, type ExplorerConfig } from './explorer-config.ts';
import { createFetcher } from './fetcher.ts';
import { openingTab, WELCOME } from './opening-tab.ts';
import { PlanPanel } from './plan-panel.tsx';
import type { Issuer, Session } from './sign-in.ts';
import { TopBar } from './top-bar.tsx';
import { useAccess } from './use-access.ts';
import { useSession } from './use-session.ts';
import { useStored } from './use-stored.ts';

/** GraphiQL shows a plugin list anew whenever the list is a new one. */
const PLUGINS = [HISTORY_PLUGIN];

export interface AppProps {
  readonly config: ExplorerConfig;
  /** Null where users paste a token. */
  readonly issuer: Issuer | null;
  /** Of a user who has just signed in. */
  readonly session: Session | null;
  /** Why nobody has, though the issuer sent the page back. */
  readonly arrivalProblem: string | null;
}

/** The whole page: the bar on top, GraphiQL below it, and the plan under GraphiQL's response. */
export function App({ config, issuer, session, arrivalProblem }: AppProps) {
  const [problem, setProblem] = useState<string | null>(null);
  const [signInProblem, setSignInProblem] = useState(arrivalProblem);
  const signedIn = useSession(issuer, session, setSignInProblem);
  const access = useAccess(config.personas, signedIn);
  const [explain, setExplain] = useStored('local', 'leadmetrics.explain', 'on');
  const [tenant, setTenant] = useState('');
  const [answer, setAnswer] = useState<Answer | null>(null);
  const [bar, setBar] = useState<HTMLElement | null>(null);

  const onAnswer = useCallback((next: Answer, operation: 'introspection' | 'users') => {
    setProblem(next.problem);
    if (operation === 'users') setAnswer(next);
  }, []);

  const headers = useRef<Readonly<Record<string, string>>>({});
  useEffect(() => {
    headers.current = {
      ...(explain === 'on' && { 'x-leadmetrics-explain': '1' }),
      ...(access.mayNameTenant && tenant !== '' && { 'x-leadmetrics-tenant': tenant }),
    };
  }, [explain, tenant, access.mayNameTenant]);

  // A new fetcher makes GraphiQL read the schema again: right for another token, wrong for another header.
  const fetcher = useMemo(
    () =>
      createFetcher({
        endpoint: config.endpoint,
        token: access.token,
        idOf: registeredIds(config),
        headers: () => headers.current,
        renew: access.persona === null ? (signedIn?.renew ?? null) : null,
        signsIn: signedIn !== null,
        onAnswer,
      }),
    [config, access.token, access.persona, signedIn, onAnswer],
  );
  const opening = useMemo(() => openingTab(config.examples), [config.examples]);

  // Why nobody is signed in tells more than that nobody is.
  const shownProblem = signInProblem ?? problem;

  return (
    <div className="explorer">
      <header ref={setBar} />
      {shownProblem !== null && (
        <p className="problem" role="alert" data-testid="problem">
          {shownProblem}
        </p>
      )}
      <GraphiQL
        {...opening}
        defaultQuery={WELCOME}
        fetcher={fetcher}
        plugins={PLUGINS}
        defaultEditorToolsVisibility="variables"
        shouldPersistHeaders={false}
        inputValueDeprecation
        schemaDescription
      >
        <GraphiQL.Logo>{null}</GraphiQL.Logo>
        <GraphiQL.Footer>
          <PlanPanel answer={answer} explain={explain === 'on'} />
        </GraphiQL.Footer>
        {bar !== null && (
          <TopBar
            container={bar}
            config={config}
            access={access}
            signedIn={signedIn}
            explain={explain === 'on'}
            onExplain={(on) => setExplain(on ? 'on' : 'off')}
            tenant={tenant}
            onTenant={setTenant}
          />
        )}
      </GraphiQL>
    </div>
  );
}
