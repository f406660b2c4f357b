CREATE TABLE `notifications` (
	`subject` text NOT NULL,
	`type` text NOT NULL,
	`channel` text NOT NULL,
	`pickup_id` text,
	`business_id` text NOT NULL,
	`user_id` text,
	`due_at` integer NOT NULL,
	`expires_at` integer,
	`state` text NOT NULL,
	`reason` text,
	`provider` text,
	`attempts` integer NOT NULL,
	`held_until` integer,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	PRIMARY KEY(`subject`, `type`, `channel`)
);
--> statement-breakpoint
CREATE INDEX `notifications_by_pickup` ON `notifications` (`pickup_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `notifications_queued` ON `notifications` (`due_at`,`subject`,`type`) WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX `notifications_by_time` ON `notifications` (`created_at`);--> statement-breakpoint
CREATE TABLE `push_subscriptions` (
	`id` text PRIMARY KEY NOT NULL,
	`user_id` text NOT NULL,
	`sealed_subscription` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `push_subscriptions_by_user` ON `push_subscriptions` (`user_id`);--> statement-breakpoint
CREATE TABLE `webhook_deliveries` (
	`webhook_id` text NOT NULL,
	`event_id` text NOT NULL,
	`event_type` text NOT NULL,
	`body` text NOT NULL,
	`state` text NOT NULL,
	`attempts` integer NOT NULL,
	`last_status` integer,
	`due_at` integer NOT NULL,
	`held_until` integer,
	`created_at` integer NOT NULL,
	`settled_at` integer,
	PRIMARY KEY(`webhook_id`, `event_id`)
);
--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_webhook` ON `webhook_deliveries` (`webhook_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `webhook_deliveries_queued` ON `webhook_deliveries` (`due_at`,`webhook_id`,`event_id`) WHERE state = 'queued';--> statement-breakpoint
CREATE INDEX `webhook_deliveries_by_time` ON `webhook_deliveries` (`created_at`);--> statement-breakpoint
CREATE TABLE `webhooks` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text,
	`url` text NOT NULL,
	`event_types` text NOT NULL,
	`sealed_secret` text NOT NULL,
	`created_by` text NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `webhooks_by_business` ON `webhooks` (`business_id`);--> statement-breakpoint
CREATE INDEX `order_items_by_listing` ON `order_items` (`food_listing_id`,`order_id`);--> statement-breakpoint
CREATE INDEX `scheduled_pickups_live_by_start` ON `scheduled_pickups` (`starts_at`) WHERE status in ('scheduled', 'confirmed');