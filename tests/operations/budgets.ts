/** What an operation may cost at most. */
export interface Budget {
  /** Statements that reach PostgreSQL, BEGIN, set_config and COMMIT aside; the door's own and the documents' included. */
  readonly statements: number;
  /** How often the plan asks a subgraph. */
  readonly fetches: number;
  /** How many of those wait for each other. */
  readonly depth: number;
}

/**
 * One budget for each file of operations/. A test fails where one is exceeded, and where one is wider than it need be: who
 * makes an operation cheaper writes the new figures here.
 */
export const budgets = {
  ActivityBoard: { statements: 14, fetches: 4, depth: 2 },
  ApprovalLatency: { statements: 13, fetches: 5, depth: 3 },
  GoalProgressBook: { statements: 10, fetches: 4, depth: 3 },
  HomeDashboard: { statements: 14, fetches: 8, depth: 3 },
  LlmCostByAgent: { statements: 11, fetches: 4, depth: 3 },
  MonthlyDeliverableProgress: { statements: 14, fetches: 6, depth: 4 },
  MyInbox: { statements: 13, fetches: 6, depth: 3 },
  PortfolioHealth: { statements: 16, fetches: 3, depth: 2 },
  RunTrace: { statements: 6, fetches: 1, depth: 1 },
  StrategyDetail: { statements: 14, fetches: 5, depth: 3 },
  TaskLibrary: { statements: 4, fetches: 1, depth: 1 },
  TenantAdministration: { statements: 15, fetches: 4, depth: 3 },
} as const satisfies Readonly<Record<string, Budget>>;
