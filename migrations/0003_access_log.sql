CREATE TABLE `access_log` (
	`id` text PRIMARY KEY NOT NULL,
	`action` text NOT NULL,
	`pickup_id` text,
	`business_id` text,
	`customer_id` text,
	`date` text,
	`user_id` text NOT NULL,
	`role` text NOT NULL,
	`at` integer NOT NULL,
	`ip` text,
	`user_agent` text,
	`request_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `access_log_by_pickup` ON `access_log` (`pickup_id`,`at`);--> statement-breakpoint
CREATE INDEX `access_log_by_day` ON `access_log` (`business_id`,`date`,`action`);--> statement-breakpoint
CREATE INDEX `access_log_by_customer` ON `access_log` (`customer_id`,`at`);--> statement-breakpoint
CREATE INDEX `access_log_by_time` ON `access_log` (`at`);