-- The answer to operations/HomeDashboard.graphql as one statement, written by hand: the limit that no gateway passes.
-- $1 tenant, $2 user, $3 today, $4 first instant of the month, $5 now
SELECT json_build_object('data', json_build_object('viewer', json_build_object(
  'user', (
    SELECT json_build_object('id', u.ref_id, 'name', u.name, 'role', upper(u.role::text), 'inbox', json_build_object(
      'totalCount', (
        SELECT count(*) FROM activities a
        WHERE a.tenant_id = u.tenant_id AND a.assignee_user_id = u.id AND a.assignee_type = 'human'
          AND a.deleted_on IS NULL AND a.status IN ('created', 'awaiting_approval')
      ),
      'nodes', (
        SELECT coalesce(json_agg(json_build_object(
          'id', a.ref_id, 'title', a.title, 'priority', upper(a.priority::text), 'isApprovalGate', a.is_approval_gate,
          'dueDate', a.due_date, 'goal', a.goal, 'deliverable', a.deliverable
        ) ORDER BY a.is_approval_gate DESC, a.priority DESC, a.due_date, a.ref_id), '[]')
        FROM (
          SELECT a.ref_id, a.title, a.priority, a.is_approval_gate, a.due_date,
            (SELECT json_build_object('name', g.name) FROM goals g WHERE g.id = a.goal_id) AS goal,
            (SELECT json_build_object('name', d.name) FROM deliverables d WHERE d.id = a.deliverable_id) AS deliverable
          FROM activities a
          WHERE a.tenant_id = u.tenant_id AND a.assignee_user_id = u.id AND a.assignee_type = 'human'
            AND a.deleted_on IS NULL AND a.status IN ('created', 'awaiting_approval')
          ORDER BY a.is_approval_gate DESC, a.priority DESC, a.due_date, a.ref_id LIMIT 5
        ) a
      )
    ))
    FROM users u WHERE u.tenant_id = $1::uuid AND u.id = $2::uuid
  ),
  'tenant', (
    SELECT jsonb_build_object(
      'id', t.ref_id, 'name', t.name, 'plan', upper(t.plan::text), 'status', upper(t.status::text),
      'contractAcceptanceRequired', t.contract_accepted_on IS NULL,
      'spendCapReached', coalesce(spent.cost >= t.monthly_spend_cap_usd, false),
      'currentMonthSpend', json_build_object('amount', spent.cost::text, 'currency', 'USD'),
      'monthlySpendCap', CASE WHEN t.monthly_spend_cap_usd IS NOT NULL
        THEN json_build_object('amount', t.monthly_spend_cap_usd::text, 'currency', 'USD') END,
      'spendRemaining', CASE WHEN t.monthly_spend_cap_usd IS NOT NULL
        THEN json_build_object('amount', (t.monthly_spend_cap_usd - spent.cost)::text, 'currency', 'USD') END
    ) FROM tenants t CROSS JOIN LATERAL (
      SELECT round(coalesce(sum(d.cost_usd), 0), 6) AS cost FROM llm_cost_days d
      WHERE d.tenant_id = t.id AND d.day >= $4::timestamptz::date AND d.day < ($4::timestamptz + interval '1 month')::date
    ) spent WHERE t.id = $1::uuid
  ) || jsonb_build_object(
    'activeStrategy', (
      SELECT json_build_object('id', s.ref_id, 'version', s.version, 'endDate', s.end_date, 'goals', json_build_object(
        'nodes', (
          SELECT coalesce(json_agg(json_build_object(
            'id', g.ref_id, 'name', g.name, 'metric', g.metric,
            'currentValue', g.current_value::text, 'targetValue', g.target_value::text,
            'progressPercent',
              round((g.current_value - g.baseline_value) / nullif(g.target_value - g.baseline_value, 0) * 100, 1)::text,
            'status', upper(g.status::text)
          ) ORDER BY g.priority, g.ref_id), '[]')
          FROM (
            SELECT * FROM goals g WHERE g.tenant_id = s.tenant_id AND g.strategy_id = s.id AND g.deleted_on IS NULL
            ORDER BY g.priority, g.ref_id LIMIT 10
          ) g
        )
      ))
      FROM strategies s WHERE s.tenant_id = $1::uuid AND s.status = 'active' ORDER BY s.ref_id DESC LIMIT 1
    ),
    'deliverablePeriods', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object(
        'id', p.ref_id, 'status', upper(p.status::text), 'targetCount', p.target_count, 'completedCount', p.completed_count,
        'percentComplete', round(p.completed_count::numeric / nullif(p.target_count, 0) * 100, 1)::text,
        'deliverable', json_build_object('name', d.name, 'type', upper(d.type::text)),
        'activityCounts', coalesce(c.counts, '[]')
      ) ORDER BY p.status, p.ref_id), '[]')
      FROM (
        SELECT * FROM deliverable_periods p
        WHERE p.tenant_id = $1::uuid AND p.period_start <= $3::date AND p.period_end >= $3::date
        ORDER BY p.status, p.ref_id LIMIT 50
      ) p
      JOIN deliverables d ON d.id = p.deliverable_id
      CROSS JOIN LATERAL (
        SELECT json_agg(json_build_object('status', upper(c.status::text), 'count', c.count) ORDER BY c.status) AS counts
        FROM (
          SELECT a.status, count(*) AS count FROM activities a
          WHERE a.tenant_id = p.tenant_id AND a.deliverable_period_id = p.id AND a.deleted_on IS NULL GROUP BY a.status
        ) c
      ) c
    )),
    'approvals', json_build_object(
      'totalCount', (SELECT count(*) FROM approvals p WHERE p.tenant_id = $1::uuid AND p.status = 'pending'),
      'nodes', (
        SELECT coalesce(json_agg(json_build_object(
          'id', p.ref_id, 'expiresAt', to_char(p.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'subject', s.subject || jsonb_build_object('__typename', p.subject_type,
            'stateLabel', upper(left(s.status, 1)) || replace(substr(s.status, 2), '_', ' '))
        ) ORDER BY p.expires_at, p.ref_id), '[]')
        FROM (
          SELECT * FROM approvals p WHERE p.tenant_id = $1::uuid AND p.status = 'pending'
          ORDER BY p.expires_at, p.ref_id LIMIT 10
        ) p
        LEFT JOIN LATERAL (
          SELECT a.status::text, jsonb_build_object('label', a.title) AS subject FROM activities a
          WHERE p.subject_type = 'Activity' AND a.tenant_id = $1::uuid AND a.ref_id = p.subject_ref_id
          UNION ALL SELECT s.status::text, jsonb_build_object('label', 'Strategy v' || s.version) FROM strategies s
          WHERE p.subject_type = 'Strategy' AND s.tenant_id = $1::uuid AND s.ref_id = p.subject_ref_id
          UNION ALL SELECT r.status::text, jsonb_build_object('label', 'Onboarding') FROM onboarding_runs r
          WHERE p.subject_type = 'OnboardingRun' AND r.tenant_id = $1::uuid AND r.ref_id = p.subject_ref_id
          UNION ALL SELECT r.status::text, jsonb_build_object('label', r.title) FROM blog_requests r
          WHERE p.subject_type = 'BlogRequest' AND r.tenant_id = $1::uuid AND r.ref_id = p.subject_ref_id
          UNION ALL SELECT b.status::text, jsonb_build_object('label', b.title) FROM blog_posts b
          WHERE p.subject_type = 'BlogPost' AND b.tenant_id = $1::uuid AND b.ref_id = p.subject_ref_id
          UNION ALL SELECT r.status::text, jsonb_build_object('label', r.topic) FROM social_media_requests r
          WHERE p.subject_type = 'SocialMediaRequest' AND r.tenant_id = $1::uuid AND r.ref_id = p.subject_ref_id
          UNION ALL SELECT s.status::text, jsonb_build_object('label', r.topic) FROM social_posts s
          JOIN social_media_requests r ON r.id = s.social_media_request_id
          WHERE p.subject_type = 'SocialPost' AND s.tenant_id = $1::uuid AND s.ref_id = p.subject_ref_id
          UNION ALL SELECT c.status::text, jsonb_build_object('label', r.search_term,
            'effectiveClassification', upper(coalesce(c.override_classification, c.classification)::text),
            'report', json_build_object('searchTerm', r.search_term))
          FROM search_term_classifications c JOIN search_term_reports r ON r.id = c.search_term_report_id
          WHERE p.subject_type = 'SearchTermClassification' AND c.tenant_id = $1::uuid AND c.ref_id = p.subject_ref_id
          UNION ALL SELECT o.status::text, jsonb_build_object('label', o.title,
            'impact', CASE WHEN jsonb_typeof(o.impact_estimate) = 'object'
              THEN json_build_object('spendDelta', coalesce(o.impact_estimate ->> 'spend_delta', o.impact_estimate ->> 'spendDelta')) END)
          FROM ad_optimization_recommendations o
          WHERE p.subject_type = 'AdOptimizationRecommendation' AND o.tenant_id = $1::uuid AND o.ref_id = p.subject_ref_id
        ) s ON true
      )
    ),
    'channels', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object(
        'id', c.ref_id, 'name', c.name, 'platform', upper(c.platform::text), 'status', upper(c.status::text),
        'score', c.score, 'scoreDelta', c.score - c.score_previous,
        'tokenExpiresAt', to_char(c.token_expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
        'alerts', json_build_object('totalCount', (
          SELECT count(*) FROM activities a
          WHERE a.tenant_id = c.tenant_id AND a.subject_ref_id = c.ref_id AND a.subject_type = 'Channel'
            AND a.status IN ('created', 'assigned', 'in_progress', 'awaiting_approval') AND a.deleted_on IS NULL
        ))
      ) ORDER BY c.ref_id DESC), '[]')
      FROM (SELECT * FROM channels c WHERE c.tenant_id = $1::uuid ORDER BY c.ref_id DESC LIMIT 20) c
    )),
    'blogPosts', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object(
        'id', b.ref_id, 'title', b.title, 'publishedUrl', b.published_url,
        'publishedAt', to_char(b.published_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) ORDER BY b.published_on DESC, b.ref_id DESC), '[]')
      FROM (
        SELECT * FROM blog_posts b WHERE b.tenant_id = $1::uuid AND b.status = 'published'
        ORDER BY b.published_on DESC, b.ref_id DESC LIMIT 3
      ) b
    )),
    'backlinkSummary', (
      SELECT json_build_object(
        'live', count(*) FILTER (WHERE b.is_live),
        'lost', count(*) FILTER (WHERE b.outreach_status = 'published' AND NOT b.is_live),
        'indexed', count(*) FILTER (WHERE b.is_indexed))
      FROM backlinks b WHERE b.tenant_id = $1::uuid AND b.deleted_on IS NULL
    ),
    'leadFunnel', (
      SELECT json_build_object(
        'total', coalesce(sum(f.count), 0),
        'conversionRate', round(sum(f.count) FILTER (WHERE f.status = 'converted') / sum(f.count), 4)::text,
        'byStatus', coalesce(json_agg(json_build_object('status', upper(f.status::text), 'count', f.count) ORDER BY f.status), '[]'))
      FROM (
        SELECT l.status, count(*) AS count FROM leads l
        WHERE l.tenant_id = $1::uuid AND l.deleted_on IS NULL AND l.created_on >= $4::timestamptz AND l.created_on < $5::timestamptz
        GROUP BY l.status
      ) f
    ),
    'adTotals', (
      SELECT coalesce(json_agg(json_build_object(
        'currency', a.currency, 'spend', json_build_object('amount', a.spend::text), 'clicks', a.clicks::text,
        'conversions', a.conversions::text, 'wastedSpend', json_build_object('amount', a.wasted::text)
      ) ORDER BY a.currency COLLATE "C"), '[]')
      FROM (
        SELECT c.budget_currency AS currency, round(coalesce(sum(c.total_spend), 0), 2) AS spend,
          round(coalesce(sum((c.performance_snapshot ->> 'clicks')::numeric), 0)) AS clicks,
          coalesce(sum((c.performance_snapshot ->> 'conversions')::numeric), 0) AS conversions, round(sum(w.cost), 4) AS wasted
        FROM ad_campaigns c
        CROSS JOIN LATERAL (
          SELECT coalesce(sum(term.cost), 0) AS cost
          FROM (
            SELECT r.date_to, r.date_from FROM search_term_reports r WHERE r.tenant_id = c.tenant_id AND r.ad_campaign_id = c.id
            ORDER BY r.date_to DESC, r.date_from DESC LIMIT 1
          ) newest
          JOIN search_term_reports term ON term.tenant_id = c.tenant_id AND term.ad_campaign_id = c.id
            AND term.date_to = newest.date_to AND term.date_from = newest.date_from AND term.conversions = 0
        ) w
        WHERE c.tenant_id = $1::uuid GROUP BY c.budget_currency
      ) a
    ),
    'llmCosts', (
      SELECT json_build_object(
        'total', json_build_object('amount', coalesce(round(sum(c.cost), 6), 0.000000)::text),
        'rows', coalesce(json_agg(json_build_object(
          'agentRole', c.agent_role, 'cost', json_build_object('amount', round(c.cost, 6)::text), 'calls', c.calls
        ) ORDER BY c.cost DESC, c.agent_role), '[]'))
      FROM (
        SELECT part.agent_role, sum(part.cost) AS cost, sum(part.calls) AS calls FROM (
          SELECT d.agent_role, d.cost_usd AS cost, d.calls FROM llm_cost_days d
          WHERE d.tenant_id = $1::uuid AND d.day >= $4::timestamptz::date AND d.day < $5::timestamptz::date
          UNION ALL
          SELECT c.agent_role, c.cost_usd, 1 FROM llm_calls c
          WHERE c.tenant_id = $1::uuid AND c.created_on >= date_trunc('day', $5::timestamptz) AND c.created_on < $5::timestamptz
        ) part GROUP BY part.agent_role
      ) c
    )
  )
)))::text AS answer
