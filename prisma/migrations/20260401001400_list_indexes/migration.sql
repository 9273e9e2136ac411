-- Ranges and orders that lists offer by themselves (contract 1.5): what the partial indexes keep for one status only.
-- After the status where the order has NULLs in some statuses only: a walk over the tenant's rows would drop all of those.

CREATE INDEX idx_approvals_tenant_status_expires ON approvals (tenant_id, status, expires_at, ref_id);
CREATE INDEX idx_blog_posts_tenant_scheduled ON blog_posts (tenant_id, scheduled_for, ref_id);
CREATE INDEX idx_social_posts_tenant_scheduled ON social_posts (tenant_id, scheduled_for, ref_id);
CREATE INDEX idx_backlinks_tenant_status_checked ON backlinks (tenant_id, outreach_status, last_checked_on, ref_id);
CREATE INDEX idx_backlinks_tenant_status_live_checked
  ON backlinks (tenant_id, outreach_status, is_live, last_checked_on, ref_id);
