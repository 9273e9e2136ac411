/** What an operation may cost at most. */
export interface Budget {
  /** Statements that reach PostgreSQL, BEGIN, set_config and COMMIT aside; the door's own and the documents' included. */
  readonly statements: number;
  /** How often the plan asks a subgraph. */
  readonly fetches: number;
  /** How many of those wait for each other. */
  readonly depth: number;
}

/** One budget for each file of operations/; a test fails where one is exceeded, and where an operation has none. */
export const budgets = {
  ActivityBoard: { statements: 99, fetches: 9, depth: 9 },
  ApprovalLatency: { statements: 99, fetches: 9, depth: 9 },
  GoalProgressBook: { statements: 99, fetches: 9, depth: 9 },
  HomeDashboard: { statements: 99, fetches: 9, depth: 9 },
  LlmCostByAgent: { statements: 99, fetches: 9, depth: 9 },
  MonthlyDeliverableProgress: { statements: 99, fetches: 9, depth: 9 },
  MyInbox: { statements: 99, fetches: 9, depth: 9 },
  PortfolioHealth: { statements: 99, fetches: 9, depth: 9 },
  RunTrace: { statements: 99, fetches: 9, depth: 9 },
  StrategyDetail: { statements: 99, fetches: 9, depth: 9 },
  TaskLibrary: { statements: 99, fetches: 9, depth: 9 },
  TenantAdministration: { statements: 99, fetches: 9, depth: 9 },
} as const satisfies Readonly<Record<string, Budget>>;
