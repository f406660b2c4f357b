CREATE INDEX `job_runs_by_time` ON `job_runs` (`started_at`);--> statement-breakpoint
CREATE INDEX `verification_attempts_by_time` ON `verification_attempts` (`at`);