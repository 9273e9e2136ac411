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
  ApprovalLatency: { statements: 26, fetches: 8, depth: 4 },
  ApproveGate: { statements: 16, fetches: 2, depth: 2 },
  CampaignAttribution: { statements: 15, fetches: 6, depth: 3 },
  ContractGate: { statements: 4, fetches: 1, depth: 1 },
  CostPerPublishedPost: { statements: 20, fetches: 7, depth: 4 },
  CreateActivity: { statements: 11, fetches: 2, depth: 2 },
  GoalProgressBook: { statements: 12, fetches: 5, depth: 3 },
  HomeDashboard: { statements: 35, fetches: 15, depth: 3 }, // four of them for the goals and deliverables of an inbox that is not empty
  LlmCostByAgent: { statements: 13, fetches: 5, depth: 3 },
  MonthlyDeliverableProgress: { statements: 19, fetches: 8, depth: 4 },
  MyInbox: { statements: 30, fetches: 12, depth: 4 },
  PortfolioHealth: { statements: 29, fetches: 7, depth: 2 },
  PublishedContentFeed: { statements: 18, fetches: 7, depth: 4 },
  ResolveIds: { statements: 30, fetches: 11, depth: 3 },
  RunTrace: { statements: 6, fetches: 1, depth: 1 },
  SearchTermQueue: { statements: 14, fetches: 5, depth: 3 },
  SearchTermWaste: { statements: 14, fetches: 5, depth: 3 },
  StrategyDetail: { statements: 18, fetches: 7, depth: 3 },
  TaskLibrary: { statements: 4, fetches: 1, depth: 1 },
  TenantAdministration: { statements: 15, fetches: 4, depth: 3 },
} as const satisfies Readonly<Record<string, Budget>>;
