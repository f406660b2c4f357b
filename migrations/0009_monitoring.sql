CREATE TABLE `alert_notices` (
	`id` text NOT NULL,
	`rule` text NOT NULL,
	`at` integer NOT NULL,
	`kind` text NOT NULL,
	`value` real,
	`sample` integer NOT NULL,
	`emailed_at` integer,
	`posted_at` integer,
	`settled_at` integer,
	`held_until` integer,
	PRIMARY KEY(`rule`, `at`)
);
--> statement-breakpoint
CREATE INDEX `alert_notices_by_time` ON `alert_notices` (`at`,`rule`);--> statement-breakpoint
CREATE INDEX `alert_notices_open` ON `alert_notices` (`at`) WHERE settled_at is null;--> statement-breakpoint
CREATE TABLE `alerts` (
	`rule` text PRIMARY KEY NOT NULL,
	`state` text NOT NULL,
	`since` integer NOT NULL,
	`calm` integer NOT NULL,
	`value` real,
	`sample` integer NOT NULL,
	`evaluated_at` integer NOT NULL,
	`notified_at` integer
);
--> statement-breakpoint
CREATE TABLE `request_metrics` (
	`method` text NOT NULL,
	`route` text NOT NULL,
	`status` integer NOT NULL,
	`above_ms` integer NOT NULL,
	`requests` integer NOT NULL,
	`duration_ms` integer NOT NULL,
	PRIMARY KEY(`method`, `route`, `status`, `above_ms`)
);
--> statement-breakpoint
CREATE INDEX `notifications_sent_reminders` ON `notifications` (`due_at`,`settled_at`) WHERE state = 'sent' and type in ('reminder_1_hour', 'reminder_30_minutes');--> statement-breakpoint
CREATE INDEX `scheduled_pickups_over_by_end` ON `scheduled_pickups` (`ends_at`,`status`) WHERE status in ('completed', 'cancelled', 'missed');