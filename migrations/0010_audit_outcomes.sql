ALTER TABLE `access_log` ADD `until` text;--> statement-breakpoint
ALTER TABLE `access_log` ADD `outcome` text;--> statement-breakpoint
ALTER TABLE `idempotency_keys` ADD `about_user_id` text;--> statement-breakpoint
CREATE INDEX `idempotency_keys_by_user` ON `idempotency_keys` (`about_user_id`) WHERE about_user_id is not null;