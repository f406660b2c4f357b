CREATE TABLE `data_log` (
	`id` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`reason` text NOT NULL,
	`user_id` text NOT NULL,
	`pickup_id` text,
	`by_user_id` text,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `data_log_by_user` ON `data_log` (`user_id`,`at`);--> statement-breakpoint
ALTER TABLE `scheduled_pickups` ADD `anonymized_at` integer;