CREATE TABLE `analytics_days` (
	`business_id` text NOT NULL,
	`date` text NOT NULL,
	`is_stale` integer NOT NULL,
	`rolled_up_at` integer NOT NULL,
	PRIMARY KEY(`business_id`, `date`)
);
--> statement-breakpoint
CREATE INDEX `analytics_days_by_date` ON `analytics_days` (`date`);--> statement-breakpoint
CREATE TABLE `pickup_analytics` (
	`business_id` text NOT NULL,
	`date` text NOT NULL,
	`location_id` text NOT NULL,
	`food_listing_id` text NOT NULL,
	`hour` text NOT NULL,
	`scheduled` integer NOT NULL,
	`completed` integer NOT NULL,
	`missed` integer NOT NULL,
	`cancelled` integer NOT NULL,
	`on_time` integer NOT NULL,
	`wait_ms` integer NOT NULL,
	`counted` integer NOT NULL,
	`counter_ms` integer NOT NULL,
	`rated` integer NOT NULL,
	`ratings` integer NOT NULL,
	`value_cents` integer NOT NULL,
	`seats` integer NOT NULL,
	`taken` integer NOT NULL,
	PRIMARY KEY(`business_id`, `date`, `location_id`, `food_listing_id`, `hour`)
);
--> statement-breakpoint
CREATE INDEX `pickup_analytics_by_location` ON `pickup_analytics` (`location_id`,`date`);--> statement-breakpoint
CREATE INDEX `pickup_analytics_by_date` ON `pickup_analytics` (`date`);--> statement-breakpoint
CREATE INDEX `orders_by_interaction` ON `orders` (`interaction_id`);--> statement-breakpoint
CREATE TRIGGER `analytics_pickup_added` AFTER INSERT ON `scheduled_pickups` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE `business_id` = NEW.`business_id` AND `date` = NEW.`date`;
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_pickup_changed` AFTER UPDATE ON `scheduled_pickups` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE `business_id` = NEW.`business_id` AND `date` = NEW.`date`;
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_slot_changed` AFTER UPDATE OF `capacity`, `status`, `taken` ON `time_slots` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE `business_id` = NEW.`business_id` AND `date` = NEW.`date`;
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_slot_listing_changed` AFTER UPDATE OF `max_orders`, `is_open`, `taken` ON `slot_listings` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE `business_id` = NEW.`business_id` AND `date` = NEW.`date`;
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_review_added` AFTER INSERT ON `reviews` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `scheduled_pickups` p WHERE p.`order_id` = NEW.`order_id`
		UNION SELECT p.`business_id`, p.`date` FROM `orders` o JOIN `scheduled_pickups` p ON p.`order_id` = o.`id`
			WHERE o.`interaction_id` = NEW.`interaction_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_review_changed` AFTER UPDATE ON `reviews` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `scheduled_pickups` p WHERE p.`order_id` IN (OLD.`order_id`, NEW.`order_id`)
		UNION SELECT p.`business_id`, p.`date` FROM `orders` o JOIN `scheduled_pickups` p ON p.`order_id` = o.`id`
			WHERE o.`interaction_id` IN (OLD.`interaction_id`, NEW.`interaction_id`));
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_order_changed` AFTER UPDATE OF `interaction_id` ON `orders` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `scheduled_pickups` p WHERE p.`order_id` = NEW.`id`);
END;
