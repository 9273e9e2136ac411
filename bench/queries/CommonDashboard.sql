-- The answer to CommonDashboard.graphql as one statement, written by hand. $1 tenant
SELECT json_build_object('data', json_build_object('viewer', json_build_object('tenant', (
  SELECT json_build_object(
    'name', t.name, 'plan', upper(t.plan::text), 'status', upper(t.status::text),
    'activeStrategy', (
      SELECT json_build_object('id', s.ref_id, 'version', s.version, 'endDate', s.end_date, 'goals', json_build_object(
        'nodes', (
          SELECT coalesce(json_agg(json_build_object(
            'id', g.ref_id, 'name', g.name, 'metric', g.metric,
            'currentValue', g.current_value::text, 'targetValue', g.target_value::text, 'status', upper(g.status::text),
            'deliverables', json_build_object('nodes', (
              SELECT coalesce(json_agg(json_build_object(
                'id', d.ref_id, 'name', d.name, 'type', upper(d.type::text), 'isActive', d.is_active,
                'periods', json_build_object('nodes', (
                  SELECT coalesce(json_agg(json_build_object(
                    'id', p.ref_id, 'status', upper(p.status::text), 'periodStart', p.period_start, 'periodEnd', p.period_end,
                    'targetCount', p.target_count, 'completedCount', p.completed_count
                  )), '[]')
                  FROM (
                    SELECT * FROM deliverable_periods p WHERE p.tenant_id = d.tenant_id AND p.deliverable_id = d.id
                    ORDER BY p.period_start DESC, p.ref_id DESC LIMIT 1
                  ) p
                ))
              ) ORDER BY d.ref_id DESC), '[]')
              FROM (
                SELECT * FROM deliverables d WHERE d.tenant_id = g.tenant_id AND d.goal_id = g.id AND d.deleted_on IS NULL
                ORDER BY d.ref_id DESC LIMIT 20
              ) d
            ))
          ) ORDER BY g.priority, g.ref_id), '[]')
          FROM (
            SELECT * FROM goals g WHERE g.tenant_id = s.tenant_id AND g.strategy_id = s.id AND g.deleted_on IS NULL
            ORDER BY g.priority, g.ref_id LIMIT 10
          ) g
        )
      ))
      FROM strategies s WHERE s.tenant_id = t.id AND s.status = 'active' ORDER BY s.ref_id DESC LIMIT 1
    ),
    'approvals', json_build_object(
      'totalCount', (SELECT count(*) FROM approvals p WHERE p.tenant_id = t.id AND p.status = 'pending'),
      'nodes', (
        SELECT coalesce(json_agg(json_build_object(
          'id', p.ref_id,
          'createdAt', to_char(p.created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
          'expiresAt', to_char(p.expires_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
        ) ORDER BY p.expires_at, p.ref_id), '[]')
        FROM (
          SELECT * FROM approvals p WHERE p.tenant_id = t.id AND p.status = 'pending' ORDER BY p.expires_at, p.ref_id LIMIT 10
        ) p
      )
    ),
    'channels', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object(
        'id', c.ref_id, 'name', c.name, 'platform', upper(c.platform::text), 'status', upper(c.status::text), 'score', c.score
      ) ORDER BY c.ref_id DESC), '[]')
      FROM (SELECT * FROM channels c WHERE c.tenant_id = t.id ORDER BY c.ref_id DESC LIMIT 20) c
    )),
    'blogPosts', json_build_object('nodes', (
      SELECT coalesce(json_agg(json_build_object(
        'id', b.ref_id, 'title', b.title, 'publishedUrl', b.published_url,
        'publishedAt', to_char(b.published_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      ) ORDER BY b.published_on DESC, b.ref_id DESC), '[]')
      FROM (
        SELECT * FROM blog_posts b WHERE b.tenant_id = t.id AND b.status = 'published'
        ORDER BY b.published_on DESC, b.ref_id DESC LIMIT 3
      ) b
    ))
  )
  FROM tenants t WHERE t.id = $1::uuid
))))::text AS answer
