CREATE TABLE `optimization_results` (
	`business_id` text NOT NULL,
	`date` text NOT NULL,
	`type` text NOT NULL,
	`result` text NOT NULL,
	`created_at` integer NOT NULL,
	PRIMARY KEY(`business_id`, `date`, `type`)
);
--> statement-breakpoint
CREATE INDEX `optimization_results_by_time` ON `optimization_results` (`created_at`);