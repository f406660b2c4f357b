CREATE TABLE `businesses` (
	`id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`address` text NOT NULL,
	`phone` text NOT NULL,
	`logo` text,
	`timezone` text NOT NULL,
	`latitude` text,
	`longitude` text,
	`owner_user_id` text,
	`operating_hours` text,
	`event_time` integer NOT NULL,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `dead_letters` (
	`id` text PRIMARY KEY NOT NULL,
	`queue` text NOT NULL,
	`sealed_body` text NOT NULL,
	`attempts` integer NOT NULL,
	`at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `dead_letters_by_time` ON `dead_letters` (`at`);--> statement-breakpoint
CREATE TABLE `food_listings` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`name` text NOT NULL,
	`description` text NOT NULL,
	`category` text,
	`image` text,
	`price_cents` integer,
	`status` text NOT NULL,
	`expires_at` integer,
	`pickup_window` text,
	`event_time` integer NOT NULL,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `food_listings_by_business` ON `food_listings` (`business_id`);--> statement-breakpoint
CREATE TABLE `job_runs` (
	`id` text PRIMARY KEY NOT NULL,
	`job` text NOT NULL,
	`started_at` integer NOT NULL,
	`ended_at` integer,
	`rows` integer,
	`error` text
);
--> statement-breakpoint
CREATE INDEX `job_runs_by_job` ON `job_runs` (`job`,`started_at`);--> statement-breakpoint
CREATE TABLE `order_items` (
	`order_id` text NOT NULL,
	`food_listing_id` text NOT NULL,
	`quantity` integer NOT NULL,
	`price_per_item_cents` integer NOT NULL,
	`total_cents` integer NOT NULL,
	PRIMARY KEY(`order_id`, `food_listing_id`)
);
--> statement-breakpoint
CREATE TABLE `orders` (
	`id` text PRIMARY KEY NOT NULL,
	`customer_id` text NOT NULL,
	`business_id` text NOT NULL,
	`interaction_id` text,
	`kind` text NOT NULL,
	`status` text NOT NULL,
	`payment_status` text NOT NULL,
	`total_cents` integer NOT NULL,
	`event_time` integer NOT NULL,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `orders_by_customer` ON `orders` (`customer_id`,`status`);--> statement-breakpoint
CREATE TABLE `pickup_locations` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`name` text NOT NULL,
	`name_key` text NOT NULL,
	`address` text NOT NULL,
	`instructions` text NOT NULL,
	`contact_person` text NOT NULL,
	`contact_phone` text NOT NULL,
	`latitude` text NOT NULL,
	`longitude` text NOT NULL,
	`operating_hours` text,
	`facilities` text NOT NULL,
	`slot_capacity` integer,
	`is_active` integer NOT NULL,
	`is_default` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pickup_locations_active_name` ON `pickup_locations` (`business_id`,`name_key`) WHERE is_active = 1;--> statement-breakpoint
CREATE UNIQUE INDEX `pickup_locations_one_default` ON `pickup_locations` (`business_id`) WHERE is_default = 1;--> statement-breakpoint
CREATE INDEX `pickup_locations_by_business` ON `pickup_locations` (`business_id`,`created_at`);--> statement-breakpoint
CREATE TABLE `pickup_schedules` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`food_listing_id` text NOT NULL,
	`location_id` text NOT NULL,
	`pickup_window` text NOT NULL,
	`total_slots` integer NOT NULL,
	`max_orders_per_slot` integer NOT NULL,
	`slot_buffer_minutes` integer NOT NULL,
	`is_active` integer NOT NULL,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `pickup_schedules_one_active` ON `pickup_schedules` (`food_listing_id`) WHERE is_active = 1;--> statement-breakpoint
CREATE INDEX `pickup_schedules_by_business` ON `pickup_schedules` (`business_id`,`created_at`);--> statement-breakpoint
CREATE INDEX `pickup_schedules_by_listing` ON `pickup_schedules` (`food_listing_id`);--> statement-breakpoint
CREATE INDEX `pickup_schedules_by_location` ON `pickup_schedules` (`location_id`);--> statement-breakpoint
CREATE INDEX `pickup_schedules_active` ON `pickup_schedules` (`id`) WHERE is_active = 1;--> statement-breakpoint
CREATE TABLE `processed_events` (
	`source` text NOT NULL,
	`id` text NOT NULL,
	`type` text NOT NULL,
	`received_at` integer NOT NULL,
	`is_pending` integer NOT NULL,
	PRIMARY KEY(`source`, `id`)
);
--> statement-breakpoint
CREATE INDEX `processed_events_by_time` ON `processed_events` (`received_at`);--> statement-breakpoint
CREATE TABLE `reviews` (
	`id` text PRIMARY KEY NOT NULL,
	`interaction_id` text,
	`order_id` text,
	`rating` integer,
	`event_time` integer NOT NULL,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `reviews_by_order` ON `reviews` (`order_id`);--> statement-breakpoint
CREATE INDEX `reviews_by_interaction` ON `reviews` (`interaction_id`);--> statement-breakpoint
CREATE TABLE `scheduled_pickups` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`location_id` text NOT NULL,
	`slot_id` text NOT NULL,
	`food_listing_id` text NOT NULL,
	`order_id` text NOT NULL,
	`customer_id` text NOT NULL,
	`confirmation_code` text NOT NULL,
	`status` text NOT NULL,
	`date` text NOT NULL,
	`start_time` text NOT NULL,
	`end_time` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`quantity` integer NOT NULL,
	`price_per_item_cents` integer NOT NULL,
	`total_cents` integer NOT NULL,
	`is_paid_purchase` integer NOT NULL,
	`customer_notes` text,
	`business_notes` text,
	`actual_pickup_at` integer,
	`verified_at` integer,
	`verification_method` text,
	`completed_at` integer,
	`missed_at` integer,
	`cancelled_at` integer,
	`cancelled_by` text,
	`cancel_reason` text,
	`is_refund_eligible` integer,
	`created_at` integer NOT NULL,
	`updated_at` integer NOT NULL,
	`revision` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `scheduled_pickups_code` ON `scheduled_pickups` (`confirmation_code`);--> statement-breakpoint
CREATE UNIQUE INDEX `scheduled_pickups_one_holding` ON `scheduled_pickups` (`order_id`,`food_listing_id`) WHERE status in ('scheduled', 'confirmed', 'completed');--> statement-breakpoint
CREATE INDEX `scheduled_pickups_by_order` ON `scheduled_pickups` (`order_id`,`food_listing_id`);--> statement-breakpoint
CREATE INDEX `scheduled_pickups_by_business` ON `scheduled_pickups` (`business_id`,`date`,`starts_at`);--> statement-breakpoint
CREATE INDEX `scheduled_pickups_by_customer` ON `scheduled_pickups` (`customer_id`,`starts_at`);--> statement-breakpoint
CREATE INDEX `scheduled_pickups_by_location` ON `scheduled_pickups` (`location_id`,`date`);--> statement-breakpoint
CREATE INDEX `scheduled_pickups_live_by_end` ON `scheduled_pickups` (`ends_at`) WHERE status in ('scheduled', 'confirmed');--> statement-breakpoint
CREATE TABLE `slot_listings` (
	`slot_id` text NOT NULL,
	`food_listing_id` text NOT NULL,
	`business_id` text NOT NULL,
	`schedule_id` text NOT NULL,
	`date` text NOT NULL,
	`max_orders` integer NOT NULL,
	`is_open` integer NOT NULL,
	`is_closing` integer DEFAULT false NOT NULL,
	`taken` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	PRIMARY KEY(`slot_id`, `food_listing_id`)
);
--> statement-breakpoint
CREATE INDEX `slot_listings_closing` ON `slot_listings` (`schedule_id`) WHERE is_closing = 1;--> statement-breakpoint
CREATE INDEX `slot_listings_by_listing` ON `slot_listings` (`food_listing_id`,`date`);--> statement-breakpoint
CREATE INDEX `slot_listings_by_schedule` ON `slot_listings` (`schedule_id`,`date`);--> statement-breakpoint
CREATE TABLE `time_slots` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`location_id` text NOT NULL,
	`date` text NOT NULL,
	`start_time` text NOT NULL,
	`end_time` text NOT NULL,
	`starts_at` integer NOT NULL,
	`ends_at` integer NOT NULL,
	`capacity` integer NOT NULL,
	`status` text NOT NULL,
	`config_version` integer NOT NULL,
	`taken` integer DEFAULT 0 NOT NULL,
	`revision` integer DEFAULT 0 NOT NULL,
	`created_at` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `time_slots_by_location` ON `time_slots` (`location_id`,`date`);--> statement-breakpoint
CREATE INDEX `time_slots_open_by_start` ON `time_slots` (`starts_at`) WHERE status = 'open';--> statement-breakpoint
CREATE TABLE `users` (
	`id` text PRIMARY KEY NOT NULL,
	`user_type` text,
	`name` text NOT NULL,
	`sealed_email` text,
	`sealed_phone` text,
	`locale` text,
	`latitude` text,
	`longitude` text,
	`notifications` text,
	`deleted_at` integer,
	`event_time` integer NOT NULL,
	`event_id` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `verification_attempts` (
	`id` text PRIMARY KEY NOT NULL,
	`business_id` text NOT NULL,
	`user_id` text NOT NULL,
	`pickup_id` text,
	`method` text NOT NULL,
	`outcome` text NOT NULL,
	`at` integer NOT NULL,
	`ip` text,
	`user_agent` text,
	`request_id` text NOT NULL
);
--> statement-breakpoint
CREATE INDEX `verification_attempts_by_business` ON `verification_attempts` (`business_id`,`at`);--> statement-breakpoint
CREATE INDEX `verification_attempts_by_pickup` ON `verification_attempts` (`pickup_id`);