CREATE INDEX `scheduled_pickups_live_by_creation` ON `scheduled_pickups` (`created_at`) WHERE status in ('scheduled', 'confirmed');--> statement-breakpoint
DROP TRIGGER `analytics_review_added`;--> statement-breakpoint
DROP TRIGGER `analytics_review_changed`;--> statement-breakpoint
CREATE TRIGGER `analytics_review_added` AFTER INSERT ON `reviews` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `scheduled_pickups` p WHERE p.`order_id` = NEW.`order_id`);
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `orders` o JOIN `scheduled_pickups` p ON p.`order_id` = o.`id`
			WHERE o.`interaction_id` = NEW.`interaction_id`);
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_review_changed` AFTER UPDATE ON `reviews` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `scheduled_pickups` p WHERE p.`order_id` IN (OLD.`order_id`, NEW.`order_id`));
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE (`business_id`, `date`) IN (
		SELECT p.`business_id`, p.`date` FROM `orders` o JOIN `scheduled_pickups` p ON p.`order_id` = o.`id`
			WHERE o.`interaction_id` IN (OLD.`interaction_id`, NEW.`interaction_id`));
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_slot_added` AFTER INSERT ON `time_slots` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE `business_id` = NEW.`business_id` AND `date` = NEW.`date`;
END;
--> statement-breakpoint
CREATE TRIGGER `analytics_slot_listing_added` AFTER INSERT ON `slot_listings` BEGIN
	UPDATE `analytics_days` SET `is_stale` = 1 WHERE `business_id` = NEW.`business_id` AND `date` = NEW.`date`;
END;
