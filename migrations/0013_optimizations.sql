CREATE TABLE `pickup_optimizations` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`date` text NOT NULL,
	`type` text NOT NULL,
	`recommendation` text NOT NULL,
	`schedule_id` text,
	`before` text,
	`change` text,
	`created_at` integer NOT NULL,
	`applied_at` integer,
	`applied_by` text,
	`undone_at` integer
);
--> statement-breakpoint
CREATE INDEX `pickup_optimizations_by_time` ON `pickup_optimizations` (`created_at`);